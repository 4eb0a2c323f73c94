package dev.graft.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.eval.answers.Protocol;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolTest {
    @Test
    void suitsTheData() {
        Sample caption = sample("1.png", "", "a dog");
        Sample question = sample("1.png", "what?", "a dog");
        Sample box = sample("1.png", "where?", "<box>(1,2),(3,4)</box>");
        assertEquals("caption", Protocol.of(List.of(caption, caption)).id());
        assertEquals("vqa", Protocol.of(List.of(caption, question)).id());
        assertEquals("grounding", Protocol.of(List.of(box, box)).id());
        assertEquals("vqa", Protocol.of(List.of(box, question)).id());
        assertEquals(
                "pope", Protocol.of(DatasetFormat.of("pope"), List.of(question)).id());
        assertEquals(
                "vqa",
                Protocol.of(DatasetFormat.of("records"), List.of(question)).id());
    }

    @Test
    void hasNames() {
        List<String> ours = List.of("vqa", "caption", "grounding", "pope", "open-ended", "vl-icl");
        assertEquals(ours, Protocol.ids().subList(0, ours.size()), "in the order of --metric's help");
        Protocol.ids().forEach(id -> assertEquals(id, Protocol.of(id).id()));
        IllegalArgumentException unknown = assertThrows(InvalidInputException.class, () -> Protocol.of("captions"));
        assertTrue(unknown.getMessage().contains("did you mean 'caption'?"), unknown.getMessage());
    }

    @Test
    void captionsOfAnImageAreJudgedTogether() {
        List<Sample> samples = List.of(
                sample("1.png", "", "a dog"), sample("2.png", "", "a cat"), sample("1.png", "", "one brown dog"));
        Evaluation evaluation = new Evaluation(samples, Condition.CONTROLLED, 0);
        assertEquals("caption", evaluation.protocol().id());
        assertEquals(
                List.of(List.of("a dog", "one brown dog"), List.of("a cat")),
                evaluation.samples().stream().map(Sample::answers).toList());
    }

    /** Values without an interval stand under those that have one. */
    @Test
    void metricsOfTheSetAreRowsOfOneTable() {
        Tally tally = new Tally(Protocol.of("pope").evaluators());
        List<Sample> samples = List.of(sample("1.png", "?", "yes"), sample("2.png", "?", "no"));
        tally.add(Condition.IMAGES, samples, List.of("yes", "no"));
        tally.add(Condition.BLIND, samples, List.of("no", "no"));
        assertEquals("""
                metric, %  samples                   images                    blind
                accuracy         2  100.00 [ 34.24, 100.00]   50.00 [  9.45,  90.55]
                precision      1/2  100.00 [ 20.65, 100.00]    0.00
                recall           1  100.00 [ 20.65, 100.00]    0.00 [  0.00,  79.35]
                f1               2  100.00 [  0.00, 100.00]    0.00
                yes_ratio        2   50.00 [  9.45,  90.55]    0.00 [  0.00,  65.76]

                images: the image that the question is about
                blind: the mean visual tokens of all images, so no particular one
                """, tally.report("pope").toTable());
    }

    /** From outside the project, registered by {@code META-INF/services} alone. */
    @Test
    void aStrangersMetricIsFoundByNameAndStandsInTheReport() {
        Protocol brevity = Protocol.of("brevity");
        List<Sample> samples = List.of(sample("1.png", "?", "a cat"), sample("2.png", "?", "a dog"));
        Tally tally = new Tally(brevity.evaluators());
        tally.add(Condition.IMAGES, samples, List.of("cat", "a big brown dog"));
        String table = tally.report("said").toTable();
        assertTrue(table.contains("brevity") && table.contains("50.00"), table);
        assertEquals("brevity", Protocol.ids().get(Protocol.ids().size() - 1));
        Evaluation evaluation = new Evaluation(samples, brevity, Condition.CONTROLLED, 0);
        assertEquals(4, evaluation.protocol().answerTokens());
    }

    private static Sample sample(String image, String question, String answer) {
        return Sample.of(image, ImageRef.in(Path.of("."), image), question, List.of(answer));
    }
}
