package dev.graft.graph.autodiff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Places between the nodes of a forward pass at which the values that pass are held, so that the backward pass needs no more than
 * the values between two of them at once. They are found by size alone: where a model of layers has only its residual stream,
 * say. For each of several sizes of a segment cuts are made greedily at the narrowest places, and the cheapest of all is taken
 * (Chen et al. 2016, section 4.2).
 */
final class Cuts {
    private static final int MOST_SEGMENTS = 64;

    private final List<Passing> values;
    private final long[] produced;
    private final long[] live;

    /**
     * A value that could be held.
     *
     * @param from the node that makes it, by its place
     * @param to the last node that reads it
     */
    record Passing(int from, int to, long bytes) {
        boolean passes(int cut) {
            return from <= cut && cut < to;
        }
    }

    private Cuts(int nodes, List<Passing> values) {
        this.values = values;
        this.produced = new long[nodes];
        long[] changes = new long[nodes + 1];
        for (Passing value : values) {
            produced[value.from] += value.bytes;
            changes[value.from] += value.bytes;
            changes[Math.max(value.to, value.from)] -= value.bytes;
        }
        this.live = new long[nodes];
        long sum = 0;
        for (int i = 0; i < nodes; i++) {
            sum += changes[i];
            live[i] = sum;
        }
    }

    /** The places of the cuts, each the one of the last node before it, in order; none where holding all is cheapest. */
    static List<Integer> of(int nodes, List<Passing> values) {
        Cuts cuts = new Cuts(nodes, values);
        long total = values.stream().mapToLong(Passing::bytes).sum();
        List<Integer> best = List.of();
        long least = total;
        for (int segments = 2; segments <= MOST_SEGMENTS; segments++) {
            List<Integer> candidate = cuts.greedy(total / segments);
            long cost = cuts.cost(candidate);
            if (cost < least) {
                least = cost;
                best = candidate;
            }
        }
        return best;
    }

    /** Cuts as soon as a segment has the given bytes, at the narrowest place of the segment's second half. */
    private List<Integer> greedy(long budget) {
        List<Integer> cuts = new ArrayList<>();
        int start = 0;
        long held = 0;
        for (int i = 0; i < produced.length; i++) {
            held += produced[i];
            if (held > budget) {
                int cut = narrowest(start, i, budget / 2);
                cuts.add(cut);
                start = cut + 1;
                held = sum(start, i);
            }
        }
        return cuts;
    }

    private int narrowest(int start, int end, long least) {
        int narrowest = end;
        long held = 0;
        for (int i = start; i <= end; i++) {
            held += produced[i];
            if (held >= least && live[i] <= live[narrowest]) {
                narrowest = i;
            }
        }
        return narrowest;
    }

    private long sum(int from, int to) {
        long sum = 0;
        for (int i = from; i <= to; i++) {
            sum += produced[i];
        }
        return sum;
    }

    /** The bytes that pass any of the cuts, and those of the largest segment. */
    private long cost(List<Integer> cuts) {
        BitSet passing = passing(values, cuts);
        long held = passing.stream().mapToLong(i -> values.get(i).bytes).sum();
        long[] inner = produced.clone();
        passing.stream().forEach(i -> inner[values.get(i).from] -= values.get(i).bytes);
        long largest = 0;
        long segment = 0;
        for (int i = 0, next = 0; i < inner.length; i++) {
            segment += inner[i];
            largest = Math.max(largest, segment);
            if (next < cuts.size() && cuts.get(next) == i) {
                segment = 0;
                next++;
            }
        }
        return held + largest;
    }

    /** Which of the values pass any of the cuts. */
    static BitSet passing(List<Passing> values, List<Integer> cuts) {
        BitSet passing = new BitSet();
        for (int i = 0; i < values.size(); i++) {
            Passing value = values.get(i);
            if (cuts.stream().anyMatch(value::passes)) {
                passing.set(i);
            }
        }
        return passing;
    }
}
