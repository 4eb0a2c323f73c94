package dev.graft.graph;

import java.util.List;

/** The value of a node's attribute. */
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
}
