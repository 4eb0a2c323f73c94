package dev.graft.backbones.generation;

/** A listener to texts while they are written, told of each token as it is made. */
@FunctionalInterface
public interface TokenListener {
    TokenListener NONE = (row, token) -> {};

    /** Called for each token but the one that ends the text, in order for each row of the batch. */
    void onToken(int row, long token);
}
