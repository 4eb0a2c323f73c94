package dev.graft.backbones.generation;

/** A condition under which a text ends, besides the tokens that end it. */
@FunctionalInterface
public interface TextEnd {
    TextEnd NONE = written -> false;

    /** Whether a text ends with the last of its tokens. The condition may be asked of texts that come to nothing, in any order. */
    boolean isReached(long[] written);
}
