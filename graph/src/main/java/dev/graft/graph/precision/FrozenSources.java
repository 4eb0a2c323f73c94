package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The frozen matrices of a graph by the names under which products read them: constants, also those that nodes first widen,
 * transpose or make of integers in each run.
 */
final class FrozenSources {
    /** @param transposed whether the name stands for the transpose of the matrix */
    record Source(FrozenMatrix matrix, boolean transposed) {}

    private final Map<String, Constant> constants;
    private final Map<String, Source> sources = new HashMap<>();
    private final CodedMatrices coded;

    FrozenSources(Graph graph) {
        this.constants = new HashMap<>(graph.constants());
        this.coded = new CodedMatrices(constants);
        graph.constants().forEach((name, constant) -> {
            if (FrozenMatrix.isOfNumbers(constant)) {
                sources.put(name, new Source(new FrozenMatrix(constant), false));
            }
        });
        graph.nodes().forEach(this::follow);
    }

    Optional<Source> of(String name) {
        return Optional.ofNullable(sources.get(name));
    }

    private void follow(Node node) {
        if (!node.hasInput(0) || !node.hasOutput(0)) {
            return;
        }
        coded.follow(node).ifPresent(matrix -> sources.put(node.outputs().get(0), new Source(matrix, false)));
        switch (node.qualifiedType()) {
            case "Identity" -> same(node);
            case "Cast" -> {
                if (node.intAttribute("to", 0) == ElementType.FLOAT.onnxCode()) {
                    same(node);
                }
            }
            case "Reshape" -> reshape(node);
            case "Transpose" -> transpose(node);
            case "DequantizeLinear" -> dequantize(node);
            case "Slice" -> cut(node);
            default -> {
                return;
            }
        }
    }

    private void same(Node node) {
        String from = node.inputs().get(0);
        String to = node.outputs().get(0);
        if (constants.containsKey(from) && constants.get(from).type().isFloatingPoint()) {
            constants.put(to, constants.get(from));
        }
        if (sources.containsKey(from)) {
            sources.put(to, sources.get(from));
        }
    }

    private void reshape(Node node) {
        Constant from = constants.get(node.inputs().get(0));
        Constant shape = node.hasInput(1) ? constants.get(node.inputs().get(1)) : null;
        if (from == null || shape == null) {
            return;
        }
        long[] sizes = shape.tensor().toLongArray();
        if (Arrays.stream(sizes).allMatch(size -> size > 0)
                && Tensor.elementCount(sizes) == Tensor.elementCount(from.shape())) {
            constants.put(node.outputs().get(0), from.as(from.type(), sizes));
        }
    }

    private void transpose(Node node) {
        Source from = sources.get(node.inputs().get(0));
        long[] order = node.intsAttribute("perm");
        if (from != null && (order == null || Arrays.equals(order, new long[] {1, 0}))) {
            sources.put(node.outputs().get(0), new Source(from.matrix(), !from.transposed()));
        }
    }

    /** The first columns: the last block of a row may reach beyond the matrix. */
    private void cut(Node node) {
        Source from = sources.get(node.inputs().get(0));
        long[] part = new long[3]; // start, end, axis
        for (int i = 0; i < part.length; i++) {
            Constant given = node.hasInput(i + 1) ? constants.get(node.inputs().get(i + 1)) : null;
            if (given == null || given.type() != ElementType.INT64 || Tensor.elementCount(given.shape()) != 1) {
                return;
            }
            part[i] = given.tensor().toLongArray()[0];
        }
        if (from != null
                && from.matrix().decoding() != null
                && !from.transposed()
                && !node.hasInput(4)
                && part[0] == 0
                && part[1] > 0
                && part[1] <= from.matrix().columns()
                && part[2] == 1) {
            FrozenMatrix whole = from.matrix();
            FrozenMatrix matrix = new FrozenMatrix(whole.values(), whole.decoding(), (int) part[1]);
            sources.put(node.outputs().get(0), new Source(matrix, false));
        }
    }

    private void dequantize(Node node) {
        Constant integers = constants.get(node.inputs().get(0));
        Constant scales = node.hasInput(1) ? constants.get(node.inputs().get(1)) : null;
        Constant zeros = node.hasInput(2) ? constants.get(node.inputs().get(2)) : null;
        if (!FrozenMatrix.isOfIntegers(integers)
                || scales == null
                || !scales.type().isFloatingPoint()
                || scales.type() == ElementType.DOUBLE
                || node.hasInput(2) && zeros == null) {
            return;
        }
        int axis = (int) node.intAttribute("axis", 1);
        int block = (int) node.intAttribute("block_size", 0);
        long[] shape = integers.shape();
        Scaling scaling = Scaling.of(scales, zeros, shape[0], shape[1], axis < 0 ? axis + 2 : axis, block);
        if (scaling != null) {
            sources.put(node.outputs().get(0), new Source(new FrozenMatrix(integers, scaling), false));
        }
    }
}
