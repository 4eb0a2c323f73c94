package dev.graft.backbones.decoding;

/**
 * How the texts of a prompt go on.
 *
 * @param parents of each text that goes on, the one that it continues, by its place among those of before
 * @param tokens the next of each
 */
record Moves(int[] parents, long[] tokens) {
    static final Moves NONE = new Moves(new int[0], new long[0]);
}
