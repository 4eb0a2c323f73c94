package dev.graft.graph;

import dev.graft.tensors.TensorType;

/**
 * An input or output of a graph.
 *
 * @param type null where the file does not say
 */
public record ValueInfo(String name, TensorType type) {}
