package dev.graft.adapters;

/**
 * A tensor of weights of an adapter.
 *
 * @param shape in PyTorch's layout
 * @param fixed whether it is a table that is never trained, such as sine and cosine positions
 */
public record Parameter(String name, Start start, boolean fixed, long... shape) {
    public Parameter(String name, Start start, long... shape) {
        this(name, start, false, shape);
    }
}
