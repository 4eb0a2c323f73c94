package dev.graft.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PredictionsTest {
    private static EvaluationReport report(String protocol, Answered... answers) {
        return new EvaluationReport("d", protocol, List.of(), List.of(answers));
    }

    private static Answered answered(String id, String image, String answer) {
        Sample sample = Sample.of(id, ImageRef.in(Path.of("."), image), "is \"it\"?", List.of("yes"));
        return Answered.of(sample, answer, Map.of());
    }

    private static String written(EvaluationReport report) {
        return Predictions.of(report).write(report);
    }

    /** As the official programs read them: numbers where their files have numbers. */
    @Test
    void areInTheFormOfTheOfficialPrograms() {
        assertEquals(
                "[{\"question_id\":262148000,\"answer\":\"down\"},{\"question_id\":\"007\",\"answer\":\"\"}]\n",
                written(report("vqa", answered("262148000", "1.png", "down"), answered("007", "1.png", ""))));
        assertEquals(
                "[{\"image_id\":391895,\"caption\":\"a man\"},{\"image_id\":0,\"caption\":\"b\"},"
                        + "{\"image_id\":\"dog\",\"caption\":\"c\"}]\n",
                written(report(
                        "caption",
                        answered("1", "val2014/COCO_val2014_000000391895.jpg", "a man"),
                        answered("2", "000.jpg", "b"),
                        answered("3", "dog.png", "c"))));
        assertEquals(
                "[{\"questionId\":\"07333408\",\"prediction\":\"no\"}]\n",
                written(report("gqa", answered("07333408", "2.jpg", "no"))));
        assertEquals(
                "[{\"image\":\"VizWiz_val_00000028.jpg\",\"answer\":\"a can\"}]\n",
                written(report("vqa-evalai", answered("1", "val/VizWiz_val_00000028.jpg", "a can"))));
        assertEquals(
                "{\"22jb\":{\"multiple_choice\":\"bus\"},\"3a\":{\"multiple_choice\":\"car\"}}\n",
                written(report("choice", answered("22jb", "1.jpg", "bus"), answered("3a", "1.jpg", "car"))));
        assertEquals(
                "{\"question\":\"is \\\"it\\\"?\",\"answer\":\"yes\"}\n{\"question\":\"is \\\"it\\\"?\",\"answer\":\"no\"}\n",
                written(report("pope", answered("1", "1.jpg", "yes"), answered("1", "1.jpg", "no"))));
        assertThrows(IllegalArgumentException.class, () -> Predictions.of(report("vqa")));
    }
}
