package dev.graft.adapters;

import dev.graft.graph.Value;

/**
 * A text that an adapter reads besides the features of an image.
 *
 * @param ids {@code [batch, tokens]} INT64, padded
 * @param mask {@code [batch, tokens]} INT64: 1 for a token, 0 for padding
 */
public record TextInput(Value ids, Value mask) {}
