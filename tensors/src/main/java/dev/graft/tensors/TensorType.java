package dev.graft.tensors;

/** The type of a value in a graph, which is what is known of it before the run: its element type and its shape. */
public record TensorType(ElementType element, Shape shape) {
    public static TensorType of(ElementType element, Object... dims) {
        return new TensorType(element, Shape.of(dims));
    }

    @Override
    public String toString() {
        return element + shape.toString();
    }
}
