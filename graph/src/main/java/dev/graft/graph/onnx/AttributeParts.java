package dev.graft.graph.onnx;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import java.util.ArrayList;
import java.util.List;

/** The fields of an {@code AttributeProto} as they are met; {@code kind} says in the end which of them counts. */
final class AttributeParts {
    String name = "";
    int kind;
    float floating;
    long integer;
    String text = "";
    Constant tensor;
    Graph graph;
    String reference = "";
    final List<Float> floats = new ArrayList<>();
    final List<Long> integers = new ArrayList<>();
    final List<String> texts = new ArrayList<>();

    Attribute toAttribute() {
        if (!reference.isEmpty()) {
            return new Attribute.Reference(reference);
        }
        return switch (kind) {
            case 1 -> new Attribute.Float(floating);
            case 2 -> new Attribute.Int(integer);
            case 3 -> new Attribute.Text(text);
            case 4 -> new Attribute.Data(required(tensor));
            case 5 -> new Attribute.Subgraph(required(graph));
            case 6 -> new Attribute.Floats(floats);
            case 7 -> new Attribute.Ints(integers);
            case 8 -> new Attribute.Texts(texts);
            default ->
                throw new IllegalArgumentException(
                        "attribute '" + name + "' is of kind " + kind + ", which Graft does not read");
        };
    }

    private <T> T required(T value) {
        if (value == null) {
            throw new IllegalArgumentException("attribute '" + name + "' has no value");
        }
        return value;
    }
}
