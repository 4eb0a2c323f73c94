package dev.graft.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.graft.eval.answers.AnswerMetric;
import dev.graft.eval.answers.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example is found as a reader would register it. */
class WordOverlapTest {
    @Test
    void isFoundByItsName() {
        Protocol found = Protocol.of("word-overlap");
        AnswerMetric metric =
                assertInstanceOf(AnswerMetric.class, found.evaluators().get(0));
        assertEquals(0.5, metric.score("a red box", List.of("green", "the red box")));
    }
}
