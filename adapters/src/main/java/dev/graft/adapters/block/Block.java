package dev.graft.adapters.block;

import dev.graft.adapters.Parameter;
import java.util.Arrays;
import java.util.List;

/** A part of an adapter that has weights; its other methods append its forward pass. */
public interface Block {
    /** The weights in the order in which they are used. */
    List<Parameter> parameters();

    /** The weights of several blocks, one after the other. */
    static List<Parameter> parameters(Block... blocks) {
        return Arrays.stream(blocks)
                .flatMap(block -> block.parameters().stream())
                .toList();
    }
}
