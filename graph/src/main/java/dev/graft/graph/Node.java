package dev.graft.graph;

import dev.graft.tensors.ModelFileException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One operator applied to values.
 *
 * @param domain the operator set; empty for the standard one
 * @param inputs names of values; empty for an optional input that is left out
 * @param outputs names of values; empty for an optional output that is not asked for
 */
public record Node(
        String opType,
        String domain,
        String name,
        List<String> inputs,
        List<String> outputs,
        Map<String, Attribute> attributes) {
    private static final Set<String> VIEWS = Set.of("Flatten", "Identity", "Reshape", "Squeeze", "Unsqueeze");

    public Node {
        domain = domain.equals("ai.onnx") ? "" : domain;
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** The operator with its domain unless that is the standard one: {@code MatMul}, {@code com.microsoft.Gelu}. */
    public String qualifiedType() {
        return domain.isEmpty() ? opType : domain + "." + opType;
    }

    /** Whether the input was given. */
    public boolean hasInput(int index) {
        return index < inputs.size() && !inputs.get(index).isEmpty();
    }

    /** Whether the output was asked for. */
    public boolean hasOutput(int index) {
        return index < outputs.size() && !outputs.get(index).isEmpty();
    }

    /** All names that the node reads: its inputs, and what its subgraphs take from outside. */
    public List<String> reads() {
        return Subgraphs.reads(this);
    }

    /** Whether the result is the numbers of the first operand, in another shape or the same. */
    public boolean isView() {
        return VIEWS.contains(opType);
    }

    public boolean hasAttribute(String key) {
        return attributes.containsKey(key);
    }

    public long intAttribute(String key, long otherwise) {
        return attribute(key, Attribute.Int.class) instanceof Attribute.Int found ? found.value() : otherwise;
    }

    public float floatAttribute(String key, float otherwise) {
        return attribute(key, Attribute.Float.class) instanceof Attribute.Float found ? found.value() : otherwise;
    }

    public String textAttribute(String key, String otherwise) {
        return attribute(key, Attribute.Text.class) instanceof Attribute.Text found ? found.value() : otherwise;
    }

    /** An attribute that lists integers, or null where the node has none. */
    public long[] intsAttribute(String key) {
        return attribute(key, Attribute.Ints.class) instanceof Attribute.Ints found
                ? found.values().stream().mapToLong(Long::longValue).toArray()
                : null;
    }

    public Node withInputs(List<String> newInputs) {
        return new Node(opType, domain, name, newInputs, outputs, attributes);
    }

    public Node withOutputs(List<String> newOutputs) {
        return new Node(opType, domain, name, inputs, newOutputs, attributes);
    }

    public Node withAttributes(Map<String, Attribute> newAttributes) {
        return new Node(opType, domain, name, inputs, outputs, newAttributes);
    }

    private Attribute attribute(String key, Class<? extends Attribute> kind) {
        Attribute attribute = attributes.get(key);
        if (attribute != null && !kind.isInstance(attribute)) {
            throw new ModelFileException("node '" + name + "' (" + qualifiedType() + "): attribute '" + key
                    + "' should be of kind " + kind.getSimpleName() + ", found "
                    + attribute.getClass().getSimpleName());
        }
        return attribute;
    }
}
