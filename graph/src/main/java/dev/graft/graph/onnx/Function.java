package dev.graft.graph.onnx;

import dev.graft.graph.Attribute;
import dev.graft.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An operator that a model defines itself by other operators ({@code FunctionProto}). */
record Function(
        String domain,
        String name,
        List<String> inputs,
        List<String> outputs,
        Map<String, Attribute> defaults,
        List<Node> nodes) {

    static final class Parts {
        String domain = "";
        String name = "";
        final List<String> inputs = new ArrayList<>();
        final List<String> outputs = new ArrayList<>();
        final Map<String, Attribute> defaults = new LinkedHashMap<>();
        final List<Node> nodes = new ArrayList<>();

        Function toFunction() {
            return new Function(domain, name, inputs, outputs, defaults, nodes);
        }
    }
}
