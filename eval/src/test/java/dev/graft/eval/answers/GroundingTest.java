package dev.graft.eval.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.eval.Condition;
import dev.graft.eval.Evaluation;
import dev.graft.eval.measure.Measurement;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.models.data.boxes.BoundingBox;
import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroundingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<ref>the dog</ref><box>(111,222),(333,999)</box>",
                "(111,222),(333,999)",
                "it is at ( 111 , 222.0 ),(333, 999) and (1,2),(3,4)",
            })
    void readsQwenBoxes(String text) {
        assertEquals(
                new BoundingBox(111 / 999.0, 222 / 999.0, 333 / 999.0, 1),
                BoundingBox.find(text).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{<10><20><30><100>}", "<p>the dog</p> { <10> <20> <30> <100> }"})
    void readsMiniGptBoxes(String text) {
        assertEquals(new BoundingBox(0.1, 0.2, 0.3, 1), BoundingBox.find(text).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "the dog",
                "<box></box>",
                "(1,2)",
                "(1,2),(3)",
                "(a,b),(c,d) (1,2),(3,4)",
                "{<1><2><3>}",
                "{1,2,3,4}",
                "(1,2) (3,4)",
                "(99999999999999999999,1),(2,3)"
            })
    void findsNoOther(String text) {
        assertEquals(Optional.empty(), BoundingBox.find(text));
    }

    /** By hand: areas in units of a grid of ten by ten. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 10, 10,  0, 0, 10, 10,  1",
        "0, 0, 10, 10,  0, 0, 10, 5,   0.5",
        "0, 0, 4, 4,    2, 2, 6, 6,    0.142857142857142857",
        "0, 0, 4, 4,    4, 0, 8, 4,    0",
        "0, 0, 4, 4,    3, 3, 1, 1,    0",
        "2, 2, 2, 5,    2, 2, 2, 5,    0"
    })
    void intersectionOverUnion(
            double a, double b, double c, double d, double e, double f, double g, double h, double expected) {
        BoundingBox first = new BoundingBox(a, b, c, d);
        BoundingBox second = new BoundingBox(e, f, g, h);
        assertEquals(expected, first.iou(second), 1e-15);
        assertEquals(expected, second.iou(first), 1e-15);
    }

    @Test
    void halfIsEnoughAndTheUnreadableAreWrong() {
        List<Sample> samples = List.of(
                sample("<box>(0,0),(800,800)</box>"),
                sample("<box>(0,0),(800,800)</box>"),
                sample("<box>(0,0),(800,800)</box>"),
                sample("{<0><0><50><50>}"));
        Map<String, Measurement> scores = new Grounding()
                .evaluate(samples, List.of("(0,0),(800,400)", "(0,0),(800,399)", "no idea", "{<0><0><50><50>}"));
        assertEquals(0.5, scores.get("accuracy_iou_0.5").value());
        assertEquals(0.25, scores.get("unreadable").value());
        assertEquals((0.5 + 399 / 800.0 + 1) / 4, scores.get("mean_iou").value(), 1e-12);
        assertEquals("grounding", Protocol.of(samples).id());
    }

    @Test
    void refusesAReferenceWithoutABox() {
        IllegalArgumentException refused = assertThrows(
                InvalidInputException.class,
                () -> new Grounding().evaluate(List.of(sample("on the left")), List.of("x")));
        assertTrue(refused.getMessage().contains("found \"on the left\""), refused.getMessage());
    }

    /** Not after hours of answering. */
    @Test
    void whatCannotBeScoredIsNotAsked() {
        List<Sample> samples = List.of(sample("<box>(0,0),(800,800)</box>"), sample("on the left"));
        for (Protocol protocol : List.of(Protocol.of("grounding"), Protocol.of("pope"))) {
            assertThrows(
                    InvalidInputException.class,
                    () -> new Evaluation(samples, protocol, Condition.CONTROLLED, 0),
                    protocol.id());
        }
        assertEquals(
                2,
                new Evaluation(samples, Protocol.of("vqa"), Condition.CONTROLLED, 0)
                        .samples()
                        .size());
    }

    private static Sample sample(String answer) {
        return Sample.of("1", ImageRef.in(Path.of("."), "1.png"), "where is the dog?", List.of(answer));
    }
}
