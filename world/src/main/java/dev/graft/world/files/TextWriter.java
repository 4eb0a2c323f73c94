package dev.graft.world.files;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.world.scene.InOrder;
import dev.graft.world.scene.Scene;
import dev.graft.world.scene.SceneGenerator;
import dev.graft.world.scene.Vocabulary;
import dev.graft.world.texts.Candidate;
import dev.graft.world.texts.Captions;
import dev.graft.world.texts.CellDescriptions;
import dev.graft.world.texts.Description;
import dev.graft.world.texts.Question;
import dev.graft.world.texts.QuestionChooser;
import dev.graft.world.texts.QuestionFamily;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes scenes in words, for a language model that never sees an image. The scenes are none of the images', and hold every
 * pair of shape and colour: it is the images that withhold some.
 *
 * <p>A text has a description in its first line; in reading comprehension each further line has one question and its answer
 * as {@link dev.graft.models.prompt.PromptTemplate#DEFAULT} puts them. A line break occurs nowhere else, so an end token may be put
 * after every answer.
 */
final class TextWriter {
    private static final int MOST_QUESTIONS = 5;
    /** Apart from the streams of all splits. */
    private static final int STREAM = 1 << 10;

    private final WorldOptions options;

    TextWriter(WorldOptions options) {
        this.options = options;
    }

    /** @param readings descriptions that questions are asked about, each with what can be asked */
    private record Prepared(int number, Description prose, Description cells, List<Reading> readings) {}

    private record Reading(Description description, List<Candidate> candidates) {}

    void write(Path file, Vocabulary vocabulary) throws IOException {
        QuestionChooser chooser = new QuestionChooser();
        try (JsonLinesWriter texts = new JsonLinesWriter(file)) {
            InOrder.forEach(options.texts(), this::prepare, prepared -> {
                SplitMix64 random = random(prepared.number(), 1);
                List<String[]> lines = new ArrayList<>();
                lines.add(new String[] {"prose", prepared.prose().text()});
                lines.add(new String[] {"cells", prepared.cells().text()});
                for (Reading reading : prepared.readings()) {
                    lines.add(new String[] {"reading", read(reading, chooser, random)});
                }
                for (String[] line : lines) {
                    vocabulary.add(line[1]);
                    texts.write("text", line[1], "kind", line[0]);
                }
            });
        }
    }

    private static String read(Reading reading, QuestionChooser chooser, SplitMix64 random) {
        StringBuilder text = new StringBuilder(reading.description().text());
        int wanted = 1 + random.below(MOST_QUESTIONS);
        for (Question question : chooser.choose(reading.candidates(), wanted, random)) {
            text.append("\nQuestion: ")
                    .append(question.text())
                    .append(" Answer: ")
                    .append(question.answer());
        }
        return text.toString();
    }

    private Prepared prepare(int number) {
        SplitMix64 random = random(number, 0);
        int side = 3 + random.below(2);
        Scene scene = SceneGenerator.onGrid(random, options.side(), side);
        List<Candidate> candidates = QuestionFamily.about(scene, random);
        List<Reading> readings = new ArrayList<>();
        readings.add(reading(CellDescriptions.draw(scene, side, random), candidates));
        // Prose tells nine places, too few for a finer grid; brief prose tells none.
        Description prose = side == 3 ? Captions.draw(scene, random) : Captions.brief(scene, random);
        readings.add(reading(prose, candidates));
        return new Prepared(number, Captions.draw(scene, random), CellDescriptions.draw(scene, side, random), readings);
    }

    private static Reading reading(Description description, List<Candidate> candidates) {
        return new Reading(
                description, candidates.stream().filter(description::answers).toList());
    }

    private SplitMix64 random(int number, int use) {
        return SplitMix64.of(SplitMix64.of(options.seed(), STREAM + use).next(), number);
    }
}
