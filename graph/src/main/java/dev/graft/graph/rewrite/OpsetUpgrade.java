package dev.graft.graph.rewrite;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Brings the standard operators of an older graph into the forms of operator set {@value GraphBuilder#OPSET}, so that
 * what follows knows one form of each: axes, bounds and limits become inputs, changed defaults are written out.
 */
public final class OpsetUpgrade {
    private static final int OLDEST = 7;
    private static final Set<String> REDUCTIONS = Set.of(
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceProd",
            "ReduceSum",
            "ReduceSumSquare");

    private final Graph graph;
    private final int from;
    private final Map<String, Constant> constants;
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> used;
    private int counter;

    private OpsetUpgrade(Graph graph) {
        this.graph = graph;
        this.from = graph.opset("");
        this.constants = new LinkedHashMap<>(graph.constants());
        this.used = new HashSet<>();
        graph.nodes().forEach(node -> used.addAll(node.inputs()));
        used.addAll(graph.outputNames());
    }

    /** The graph in current forms; a graph that is new enough is returned as it is. */
    public static Graph upgrade(Graph graph) {
        int opset = graph.opset("");
        if (opset >= GraphBuilder.OPSET) {
            return graph;
        }
        if (opset < OLDEST) {
            throw new ModelFileException("the model uses operator set " + opset + " of ONNX; Graft reads " + OLDEST
                    + " and newer; export it again with a newer opset (18 is a good choice)");
        }
        return new OpsetUpgrade(graph).run();
    }

    private Graph run() {
        graph.nodes().forEach(node -> {
            if (node.domain().isEmpty()) {
                checked(node);
            } else {
                nodes.add(node);
            }
        });
        Map<String, Integer> opsets = new LinkedHashMap<>(graph.opsets());
        opsets.put("", GraphBuilder.OPSET);
        return new Graph(graph.name(), graph.inputs(), graph.outputs(), constants, nodes, opsets);
    }

    private void checked(Node node) {
        try {
            upgrade(node);
        } catch (IndexOutOfBoundsException e) {
            throw new ModelFileException(
                    "node '" + node.name() + "' (" + node.opType() + ") should have more operands or results than "
                            + node.inputs().size() + " and " + node.outputs().size()
                            + "; check the file with onnx.checker, or export it again",
                    e);
        }
    }

    private void upgrade(Node node) {
        String type = node.opType();
        if (REDUCTIONS.contains(type) || type.equals("Squeeze") || type.equals("Unsqueeze")) {
            nodes.add(toInputs(node, "axes"));
            return;
        }
        switch (type) {
            case "Split" -> split(node);
            case "Softmax", "LogSoftmax", "Hardmax" -> softmax(node);
            case "Slice" -> nodes.add(toInputs(node, "starts", "ends", "axes"));
            case "Clip" -> clip(node);
            case "Pad" -> pad(node);
            case "Dropout" -> dropout(node);
            case "Upsample" -> resize(node);
            case "Resize" -> {
                if (from < 11) {
                    resize(node);
                } else {
                    nodes.add(node);
                }
            }
            case "Scatter" -> nodes.add(retyped(node, "ScatterElements", node.attributes()));
            case "BatchNormalization" ->
                nodes.add(node.withOutputs(node.outputs().subList(0, 1)));
            default -> nodes.add(node);
        }
    }

    /** Moves attributes that list integers to inputs, in the given order. */
    private Node toInputs(Node node, String... attributes) {
        Node result = node;
        for (String attribute : attributes) {
            long[] values = node.intsAttribute(attribute);
            if (values != null) {
                result = withInput(without(result, attribute), Tensor.of(values, values.length));
            }
        }
        return result;
    }

    private void split(Node node) {
        Node split = toInputs(node, "split");
        if (!split.hasInput(1)) {
            split = with(split, "num_outputs", new Attribute.Int(node.outputs().size()));
        }
        nodes.add(split);
    }

    /** Before opset 13 all axes from the given one on were normalised together. */
    private void softmax(Node node) {
        long axis = node.intAttribute("axis", from < 13 ? 1 : -1);
        if (from >= 13 || axis == -1) {
            nodes.add(with(node, "axis", new Attribute.Int(axis)));
            return;
        }
        String input = node.inputs().get(0);
        String flat = fresh(node, "flat");
        String shape = fresh(node, "shape");
        String normal = fresh(node, "normal");
        nodes.add(node("Shape", shape, Map.of(), input));
        nodes.add(node("Flatten", flat, Map.of("axis", new Attribute.Int(axis)), input));
        nodes.add(node(node.opType(), normal, Map.of("axis", new Attribute.Int(-1)), flat));
        nodes.add(node("Reshape", node.outputs().get(0), Map.of(), normal, shape));
    }

    private void clip(Node node) {
        if (from >= 11) {
            nodes.add(node);
            return;
        }
        Node clip = without(without(node, "min"), "max");
        clip = withReal(clip, node, "min");
        nodes.add(withReal(clip, node, "max"));
    }

    private void pad(Node node) {
        Node pad = toInputs(node, "pads");
        nodes.add(from < 11 ? withReal(without(pad, "value"), node, "value") : pad);
    }

    /** In inference dropout does nothing; its mask, all true, is written out only where something reads it. */
    private void dropout(Node node) {
        if (from >= 12 && node.hasInput(2)) {
            nodes.add(node);
            return;
        }
        nodes.add(
                node("Identity", node.outputs().get(0), Map.of(), node.inputs().get(0)));
        if (node.hasOutput(1) && used.contains(node.outputs().get(1))) {
            String shape = fresh(node, "shape");
            Tensor isTrue = Tensor.allocate(ElementType.BOOL, 1);
            isTrue.bytes().put((byte) 1);
            nodes.add(node("Shape", shape, Map.of(), node.inputs().get(0)));
            nodes.add(node(
                    "ConstantOfShape",
                    node.outputs().get(1),
                    Map.of("value", new Attribute.Data(Constant.of(isTrue))),
                    shape));
        }
    }

    /** The first forms of Resize mapped coordinates without a shift and rounded down. */
    private void resize(Node node) {
        Node scaled = node;
        if (node.attributes().get("scales") instanceof Attribute.Floats scales) {
            float[] values = new float[scales.values().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = scales.values().get(i);
            }
            scaled = withInput(without(node, "scales"), Tensor.of(values, values.length));
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>(scaled.attributes());
        attributes.put("coordinate_transformation_mode", new Attribute.Text("asymmetric"));
        attributes.put("nearest_mode", new Attribute.Text("floor"));
        List<String> inputs =
                List.of(scaled.inputs().get(0), "", scaled.inputs().get(1));
        nodes.add(retyped(scaled.withInputs(inputs), "Resize", attributes));
    }

    /** Moves a real attribute, where there is one, to an input of the type of the first input. */
    private Node withReal(Node node, Node original, String attribute) {
        if (!original.hasAttribute(attribute)) {
            return withInputs(node, "");
        }
        String single = fresh(node, "single");
        String typed = fresh(node, attribute);
        constants.put(single, Constant.of(Tensor.scalar(original.floatAttribute(attribute, 0))));
        nodes.add(node("CastLike", typed, Map.of(), single, node.inputs().get(0)));
        return withInputs(node, typed);
    }

    private static Node withInputs(Node node, String... more) {
        return node.withInputs(
                Stream.concat(node.inputs().stream(), Stream.of(more)).toList());
    }

    private Node withInput(Node node, Tensor tensor) {
        String name = fresh(node, "in");
        constants.put(name, Constant.of(tensor));
        return withInputs(node, name);
    }

    private String fresh(Node node, String what) {
        return node.outputs().get(0) + "/" + what + "#" + counter++;
    }

    private static Node node(String type, String output, Map<String, Attribute> attributes, String... inputs) {
        return new Node(type, "", output, List.of(inputs), List.of(output), attributes);
    }

    private static Node retyped(Node node, String type, Map<String, Attribute> attributes) {
        return new Node(type, node.domain(), node.name(), node.inputs(), node.outputs(), attributes);
    }

    private static Node with(Node node, String key, Attribute value) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.put(key, value);
        return node.withAttributes(attributes);
    }

    private static Node without(Node node, String key) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.remove(key);
        return node.withAttributes(attributes);
    }
}
