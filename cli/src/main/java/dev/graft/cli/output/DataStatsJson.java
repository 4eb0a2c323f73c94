package dev.graft.cli.output;

import dev.graft.models.data.check.Counts;
import dev.graft.models.data.check.DataStatistics;
import dev.graft.models.data.check.ImageSizes;
import dev.graft.models.data.check.Lengths;
import dev.graft.models.data.check.TextLengths;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code graft data stats --json} prints. */
public final class DataStatsJson {
    private DataStatsJson() {}

    /** @param most how many of the commonest answers are told */
    public static Map<String, Object> of(DataStatistics found, int most) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", found.samples().name());
        json.put("samples", found.samples().size());
        json.put("images", found.samples().images().size());
        json.put("left_out", DataCheckJson.of(found.leftOut()));
        json.put("unused_fields", found.samples().unused());
        json.put("images_per_sample", found.imagesPerSample().byKey());
        json.put("question_types", found.questionTypes().byKey());
        json.put("questions", of(found.questions()));
        json.put("answers", of(found.answerLengths()));
        json.put("different_answers", found.answers().different());
        json.put("commonest_answers", commonest(found.answers(), most));
        json.put("image_files", of(found.images()));
        json.put("unusable_images", DataCheckJson.of(found.unusable()));
        found.tokens().ifPresent(tokens -> {
            json.put("lengths", LengthsOutput.json(tokens.lengths()));
            json.put("unsayable", tokens.unsayable());
        });
        return json;
    }

    private static List<Map<String, Object>> commonest(Counts<String> answers, int most) {
        return answers.commonest(most).entrySet().stream()
                .map(each -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("answer", each.getKey());
                    json.put("count", each.getValue());
                    return json;
                })
                .toList();
    }

    private static Map<String, Object> of(TextLengths lengths) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("characters", spread(lengths.characters()));
        json.put("words", spread(lengths.words()));
        return json;
    }

    private static Map<String, Object> spread(Lengths lengths) {
        Map<String, Object> json = range(lengths.quantile(0), lengths.quantile(0.5), lengths.quantile(1));
        json.put("of_99_in_100", lengths.quantile(0.99));
        json.put("histogram", LengthsOutput.histogram(lengths));
        return json;
    }

    private static Map<String, Object> of(ImageSizes images) {
        Map<String, Object> json = new LinkedHashMap<>();
        Map<String, Long> kinds = new LinkedHashMap<>();
        images.kinds().byKey().forEach((kind, count) -> kinds.put(kind.toString(), count));
        json.put("count", images.count());
        json.put("kinds", kinds);
        if (images.count() > 0) {
            json.put("width", sizes(images.widths()));
            json.put("height", sizes(images.heights()));
            json.put("aspect", range(images.aspect(0), images.aspect(0.5), images.aspect(1)));
        }
        return json;
    }

    private static Map<String, Object> sizes(Lengths pixels) {
        return range(pixels.quantile(0), pixels.quantile(0.5), pixels.quantile(1));
    }

    private static Map<String, Object> range(Number least, Number median, Number most) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("min", least);
        json.put("median", median);
        json.put("max", most);
        return json;
    }
}
