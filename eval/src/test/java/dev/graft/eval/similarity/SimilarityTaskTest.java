package dev.graft.eval.similarity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.eval.Condition;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SimilarityTaskTest {
    private static String refusal(SimilaritySettings settings, SimilarityTask task) {
        return assertThrows(InvalidInputException.class, () -> settings.requireReadBy(task))
                .getMessage();
    }

    /** From outside the project, registered by {@code META-INF/services} alone. */
    @Test
    void aStrangersTaskIsFoundByName() {
        assertEquals(List.of("retrieval", "zero-shot", "census"), SimilarityTask.ids());
        List<Sample> samples = Stream.of("1.png", "1.png", "2.png", "3.png")
                .map(image -> Sample.of(image, ImageRef.in(Path.of("."), image), "", List.of("a")))
                .toList();
        List<String> said = new ArrayList<>();
        EvaluationReport report = SimilarityTask.of("census")
                .run(new SimilarityTask.Request(null, null, "d", samples, 0, SimilaritySettings.DEFAULTS, said::add));
        assertEquals(
                0.75, report.overall("images", Condition.IMAGES).orElseThrow().value());
        assertEquals(List.of("counted"), said);
        String unknown = assertThrows(InvalidInputException.class, () -> SimilarityTask.of("zero_shot"))
                .getMessage();
        assertTrue(unknown.contains("did you mean 'zero-shot'?"), unknown);
    }

    /** Each setting is read by some task, and refused by the others with the name of that one. */
    @Test
    void whatATaskDoesNotReadIsRefused() {
        SimilaritySettings rerank = new SimilaritySettings(3, List.of(), List.of(SimilaritySettings.NAME));
        SimilaritySettings named = new SimilaritySettings(0, List.of("cat"), List.of("a {}"));
        SimilarityTask retrieval = SimilarityTask.of("retrieval");
        SimilarityTask zeroShot = SimilarityTask.of("zero-shot");
        assertSame(rerank, rerank.requireReadBy(retrieval));
        assertSame(named, named.requireReadBy(zeroShot));
        assertEquals(
                "--rerank is for --metric retrieval, and this is zero-shot; leave the option out",
                refusal(rerank, zeroShot));
        assertEquals(
                "--candidates is for --metric zero-shot, and this is retrieval; leave the option out",
                refusal(named, retrieval));
        Set<SimilaritySettings.Key> read = EnumSet.noneOf(SimilaritySettings.Key.class);
        SimilarityTask.ids().forEach(id -> read.addAll(SimilarityTask.of(id).reads()));
        assertEquals(EnumSet.allOf(SimilaritySettings.Key.class), read);
        assertEquals(Set.of(), SimilaritySettings.DEFAULTS.given());
        assertThrows(InvalidInputException.class, () -> new SimilaritySettings(0, List.of(), List.of("a cat")));
        assertThrows(
                InvalidInputException.class, () -> new SimilaritySettings(0, List.of("cat", "Cat"), List.of("{}")));
    }
}
