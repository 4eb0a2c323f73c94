package dev.graft.training.order;

/**
 * The order in which sources take turns: as often as their weights say, and as evenly as can be. After any number of turns
 * each source has had its share of them, rounded up or down by less than one for each other source.
 *
 * <p>Each turn gives every source its share as credit, and the one with the most credit has it, which costs one (smooth
 * weighted round-robin). It depends on the weights alone.
 */
final class Interleaving {
    private final double[] shares;
    private final double[] credit;
    private final long[] turns;

    /** @param weights above 0 */
    Interleaving(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        this.shares = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            shares[i] = weights[i] / sum;
        }
        this.credit = new double[weights.length];
        this.turns = new long[weights.length];
    }

    /** The source whose turn is next. */
    int next() {
        int most = 0;
        for (int i = 0; i < shares.length; i++) {
            credit[i] += shares[i];
            if (credit[i] > credit[most]) {
                most = i;
            }
        }
        credit[most]--;
        turns[most]++;
        return most;
    }

    /** How many turns a source has had. */
    long turns(int source) {
        return turns[source];
    }
}
