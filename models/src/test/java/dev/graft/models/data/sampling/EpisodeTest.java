package dev.graft.models.data.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.prompt.Exchange;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.tensors.InvalidInputException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EpisodeTest {
    private static final Map<String, List<String>> EXEMPLARS =
            Map.of("dax", List.of("d1", "d2", "d3"), "blicket", List.of("b1", "b2", "b3"));

    @Test
    void countsAsInThePaper() {
        Episode<String> episode = new Episode<>("", EXEMPLARS, 2);
        assertEquals(2, episode.ways());
        assertEquals(3, episode.innerShots());
        assertEquals(12, episode.shots());
        List<Exchange<String>> shots = episode.ask("query", 1).history();
        Map<String, Long> copies = shots.stream()
                .collect(Collectors.groupingBy(
                        shot -> shot.answer() + shot.question().images(), Collectors.counting()));
        assertEquals(
                Map.of(
                        "dax[d1]",
                        2L,
                        "dax[d2]",
                        2L,
                        "dax[d3]",
                        2L,
                        "blicket[b1]",
                        2L,
                        "blicket[b2]",
                        2L,
                        "blicket[b3]",
                        2L),
                copies);
    }

    @Test
    void writtenAsFrozenReadsIt() {
        Episode<String> episode = new Episode<>(
                Episode.induction(List.of("dax", "blicket")), Map.of("dax", List.of("d"), "blicket", List.of("b")), 1);
        Set<String> orders = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            orders.add(PromptFormat.named("frozen-naming")
                    .write(episode.ask("query", seed))
                    .toString());
        }
        assertEquals(
                Set.of(
                        "Answer with dax or blicket.{image}This is a dax.{image}This is a blicket.{image}This is a",
                        "Answer with dax or blicket.{image}This is a blicket.{image}This is a dax.{image}This is a"),
                orders);
    }

    @Test
    void classesOfDifferentSizesAreRefused() {
        Map<String, List<String>> uneven = Map.of("dax", List.of("d"), "blicket", List.of("b", "c"));
        assertTrue(assertThrows(InvalidInputException.class, () -> new Episode<>("", uneven, 1))
                .getMessage()
                .contains("equally many"));
    }
}
