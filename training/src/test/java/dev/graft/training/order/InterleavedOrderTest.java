package dev.graft.training.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.language.TextRow;
import dev.graft.models.data.DataSource;
import dev.graft.models.data.sampling.EpochOrder;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.TrainingSample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InterleavedOrderTest {
    private static final TrainingSettings SETTINGS =
            TrainingSettings.DEFAULTS.with("batch", "4").with("seed", "11");

    private static TrainingSample sample(String source, int number, int length) {
        TextRow row = TextRow.of(new long[length], new long[1]);
        return new TrainingSample(source + number, List.of(), row).of(source);
    }

    private static List<TrainingSample> samples(String source, int count) {
        Random random = new Random(count);
        return IntStream.range(0, count)
                .mapToObj(i -> sample(source, i, 1 + random.nextInt(200)))
                .toList();
    }

    private static DataSource source(String name, double weight) {
        return new DataSource(name, OptionalDouble.of(weight));
    }

    /** What runs did before there were sources, which must go on. */
    @Test
    void oneSourceIsTakenEpochAfterEpoch() {
        List<TrainingSample> samples = samples("", 7);
        InterleavedOrder order = new InterleavedOrder(SETTINGS, List.of(), samples);
        for (int step = 1; step <= 10; step++) {
            List<TrainingSample> expected = new ArrayList<>();
            for (int position = 4 * (step - 1); position < 4 * step; position++) {
                expected.add(samples.get(EpochOrder.of(11, position / 7, 7)[position % 7]));
            }
            assertEquals(expected, order.at(step));
        }
    }

    @Test
    void aSequentialOrderIsThatOfTheDataInEachEpoch() {
        List<TrainingSample> samples = samples("", 7);
        InterleavedOrder order = new InterleavedOrder(SETTINGS.with("data.order", "sequential"), List.of(), samples);
        assertEquals(samples.subList(0, 4), order.at(1));
        assertEquals(List.of(samples.get(4), samples.get(5), samples.get(6), samples.get(0)), order.at(2));
    }

    @Test
    void aResumedOrderGoesOn() {
        List<TrainingSample> all = new ArrayList<>(samples("a", 9));
        all.addAll(samples("b", 20));
        List<DataSource> sources = List.of(source("a", 1), source("b", 0.3));
        for (String grouped : List.of("false", "true")) {
            TrainingSettings settings = SETTINGS.with("data.group_by_length", grouped);
            InterleavedOrder whole = new InterleavedOrder(settings, sources, all);
            for (int step = 1; step < 60; step++) {
                List<TrainingSample> expected = whole.at(step);
                if (step % 13 == 0) {
                    assertEquals(expected, new InterleavedOrder(settings, sources, all).at(step));
                }
            }
            assertEquals(new InterleavedOrder(settings, sources, all).at(3), whole.at(3));
        }
    }

    @Test
    void sourcesAreTakenAsTheirWeightsSayAndEachWhole() {
        List<TrainingSample> all = new ArrayList<>(samples("a", 10));
        all.addAll(samples("b", 5));
        all.addAll(samples("c", 1000));
        InterleavedOrder order =
                new InterleavedOrder(SETTINGS, List.of(source("a", 2), source("b", 1), source("c", 1)), all);
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Integer> ofB = new HashMap<>();
        for (int step = 1; step <= 20; step++) {
            for (TrainingSample sample : order.at(step)) {
                counts.merge(sample.source(), 1, Integer::sum);
                if (sample.source().equals("b")) {
                    ofB.merge(sample.id(), 1, Integer::sum);
                }
            }
            assertEquals(2.0 * step, counts.get("a"), 1);
        }
        assertEquals(Map.of("a", 40, "b", 20, "c", 20), counts);
        assertEquals(Map.of("b0", 4, "b1", 4, "b2", 4, "b3", 4, "b4", 4), ofB);
    }

    @Test
    void sharesAreKeptAtEveryMoment() {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            double[] weights = random.doubles(2 + random.nextInt(6), 0.01, 5).toArray();
            double sum = java.util.Arrays.stream(weights).sum();
            Interleaving turns = new Interleaving(weights);
            for (int turn = 1; turn <= 500; turn++) {
                turns.next();
                for (int i = 0; i < weights.length; i++) {
                    assertEquals(turn * weights[i] / sum, (double) turns.turns(i), (double) weights.length);
                }
            }
        }
    }

    @Test
    void batchesOfLikeLengthSavePaddingAndLoseNothing() {
        List<TrainingSample> samples = samples("", 400);
        InterleavedOrder plain = new InterleavedOrder(SETTINGS, List.of(), samples);
        InterleavedOrder grouped =
                new InterleavedOrder(SETTINGS.with("data.group_by_length", "true"), List.of(), samples);
        HashSet<String> seen = new HashSet<>();
        long padded = 0;
        long before = 0;
        for (int step = 1; step <= 100; step++) {
            grouped.at(step).forEach(sample -> assertTrue(seen.add(sample.id())));
            padded += longest(grouped.at(step));
            before += longest(plain.at(step));
        }
        assertEquals(400, seen.size());
        assertTrue(padded < 0.75 * before, padded + " tokens instead of " + before);
        assertNotEquals(grouped.at(1), grouped.at(101));
    }

    private static int longest(List<TrainingSample> samples) {
        return samples.stream().mapToInt(sample -> sample.row().length()).max().orElse(0);
    }

    @Test
    void groupedBatchesAreOfOneSource() {
        List<TrainingSample> all = new ArrayList<>(samples("a", 9));
        all.addAll(samples("b", 20));
        InterleavedOrder order = new InterleavedOrder(
                SETTINGS.with("data.group_by_length", "true"), List.of(source("a", 1), source("b", 1)), all);
        for (int step = 1; step < 40; step++) {
            assertEquals(
                    1,
                    order.at(step).stream()
                            .map(TrainingSample::source)
                            .distinct()
                            .count());
        }
    }

    @Test
    void aSourceWithoutSamplesIsNamed() {
        InvalidInputException refused = assertThrows(
                InvalidInputException.class,
                () -> new InterleavedOrder(SETTINGS, List.of(source("a", 1), source("empty", 1)), samples("a", 3)));
        assertTrue(refused.getMessage().contains("'empty'"), refused.getMessage());
    }
}
