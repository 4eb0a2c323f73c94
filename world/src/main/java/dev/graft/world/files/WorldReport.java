package dev.graft.world.files;

import dev.graft.world.scene.Colour;
import dev.graft.world.scene.ObjectShape;
import dev.graft.world.scene.ObjectSize;
import dev.graft.world.scene.ScenePlace;
import dev.graft.world.scene.Texture;
import dev.graft.world.scene.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The contents of a little world in numbers, {@code report.json} in its folder: images, questions, words, and what the
 * question alone predicts.
 *
 * @param blind what the question alone predicts, by the split that is tested
 * @param words distinct words of all its texts
 */
public record WorldReport(WorldOptions options, Map<WorldSplit, BlindReport> blind, int words) {
    static WorldReport of(WorldOptions options, Map<WorldSplit, BlindReport.Answers> answers, Vocabulary vocabulary) {
        Map<WorldSplit, BlindReport> blind = new EnumMap<>(WorldSplit.class);
        answers.forEach((split, tested) -> blind.put(split, BlindReport.of(answers.get(WorldSplit.TRAIN), tested)));
        return new WorldReport(options, blind, vocabulary.size());
    }

    /** Pairs of shape and colour that training images do not show, such as {@code red circle}. */
    public static List<String> withheld() {
        List<String> pairs = new ArrayList<>();
        for (Colour colour : Colour.values()) {
            for (ObjectShape shape : ObjectShape.values()) {
                if (colour.isWithheldFrom(shape)) {
                    pairs.add(colour + " " + shape);
                }
            }
        }
        return pairs;
    }

    String toJson() {
        Map<String, Object> splits = new LinkedHashMap<>();
        blind.forEach((split, report) -> splits.put(
                split.toString(), JsonLinesWriter.object("images", options.images(split), "blind", report.toJson())));
        return JsonLinesWriter.pretty(JsonLinesWriter.object(
                "seed", options.seed(),
                "image_size", options.side(),
                "text_scenes", options.texts(),
                "words", words,
                "withheld", withheld(),
                "shapes", names(ObjectShape.values()),
                "colors", names(Colour.values()),
                "sizes", names(ObjectSize.values()),
                "places", names(ScenePlace.values()),
                "backgrounds", names(Texture.values()),
                "splits", splits));
    }

    /** In the order of their numbers in {@code scenes.jsonl}. */
    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::toString).toList();
    }
}
