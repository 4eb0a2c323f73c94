package dev.graft.models.visual;

import java.util.stream.IntStream;

/**
 * Of what the visual tokens of a run are made: each is a weighted sum of rows of a table, mostly one row as it is.
 *
 * <p>The table has the adapter's tokens of the first tile, those of the second and so on, and then the adapter's separators
 * (see {@link dev.graft.adapters.Adapter#separators}).
 *
 * @param rows of the table, {@code taps} for each visual token
 * @param weights one for each of the rows; empty where every weight is 1
 * @param taps how many rows make a visual token
 */
public record TokenSources(int[] rows, float[] weights, int taps) {
    /** @throws IllegalArgumentException if there are not as many rows and weights as that says */
    public TokenSources {
        boolean weighted = weights.length > 0;
        if (taps < 1 || rows.length % taps != 0 || weighted && weights.length != rows.length || !weighted && taps > 1) {
            throw new IllegalArgumentException(
                    rows.length + " rows and " + weights.length + " weights with " + taps + " for each token");
        }
    }

    /** The rows as they are. */
    public static TokenSources of(int... rows) {
        return new TokenSources(rows, new float[0], 1);
    }

    /** Some rows one after the other. */
    public static TokenSources range(int from, int to) {
        return of(IntStream.range(from, to).toArray());
    }

    public int tokens() {
        return rows.length / taps;
    }

    /** Whether every visual token is a row as it is. */
    public boolean picks() {
        return weights.length == 0;
    }

    /** These tokens, then others; rows as they are take part in a mixture with a weight of 1. */
    TokenSources then(TokenSources next) {
        int most = Math.max(taps, next.taps);
        boolean picks = picks() && next.picks();
        int[] allRows = new int[(tokens() + next.tokens()) * most];
        float[] allWeights = new float[picks ? 0 : allRows.length];
        put(allRows, allWeights, most, 0);
        next.put(allRows, allWeights, most, tokens());
        return new TokenSources(allRows, allWeights, most);
    }

    private void put(int[] allRows, float[] allWeights, int most, int first) {
        for (int token = 0; token < tokens(); token++) {
            for (int tap = 0; tap < taps; tap++) {
                int to = (first + token) * most + tap;
                allRows[to] = rows[token * taps + tap];
                if (allWeights.length > 0) {
                    allWeights[to] = picks() ? 1 : weights[token * taps + tap];
                }
            }
        }
    }
}
