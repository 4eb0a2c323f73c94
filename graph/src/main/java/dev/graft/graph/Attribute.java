package dev.graft.graph;

import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.List;

/** The value of an attribute of an ONNX node: a number, a text, a tensor, a graph, or several of them. */
public sealed interface Attribute {
    record Int(long value) implements Attribute {}

    record Float(float value) implements Attribute {}

    record Text(String value) implements Attribute {}

    record Ints(List<Long> values) implements Attribute {
        public Ints {
            values = List.copyOf(values);
        }
    }

    record Floats(List<java.lang.Float> values) implements Attribute {
        public Floats {
            values = List.copyOf(values);
        }
    }

    record Texts(List<String> values) implements Attribute {
        public Texts {
            values = List.copyOf(values);
        }
    }

    record Data(Constant value) implements Attribute {}

    record Subgraph(Graph graph) implements Attribute {}

    /** Inside a function: the attribute that the caller gave under the name. */
    record Reference(String name) implements Attribute {}

    /** An attribute of a value of type Integer, Long, Float, Double, String, long[] or Tensor; one that is one stays. */
    static Attribute of(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return new Int(((Number) value).longValue());
        }
        if (value instanceof java.lang.Float || value instanceof Double) {
            return new Float(((Number) value).floatValue());
        }
        if (value instanceof String text) {
            return new Text(text);
        }
        if (value instanceof long[] values) {
            return new Ints(Arrays.stream(values).boxed().toList());
        }
        if (value instanceof Tensor tensor) {
            return new Data(Constant.of(tensor));
        }
        return (Attribute) value;
    }
}
