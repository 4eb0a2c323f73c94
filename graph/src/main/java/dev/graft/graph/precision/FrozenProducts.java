package dev.graft.graph.precision;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.OperatorSets;
import dev.graft.graph.Value;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes a graph's products with frozen matrices in integers, in half precision or in bfloat16.
 *
 * <p>In integers, a matrix is rounded by the output channels of the first product that reads it, which is one of the forward pass.
 * Where the backward pass multiplies by its transpose, the sum runs over those channels; there the other operand is multiplied by
 * their scales before it is rounded, so that both passes are of one and the same rounded model.
 */
public final class FrozenProducts {
    /**
     * Smaller matrices stay in single precision, since rounding the other operand takes longer than is gained: on a processor
     * with AVX-512 VNNI and 64 to 1024 rows, one of 160 x 160 takes 0.75 to 1.14 times as long in single precision as in
     * integers, one of 256 x 256 1.05 to 1.57, one of 160 x 640 1.27 to 1.73, one of 512 x 512 1.8 to 2.7.
     */
    static final int FEWEST_ELEMENTS = 1 << 16;

    /** One of 64 rows or columns gains nothing however long they are. */
    static final int SMALLEST_SIDE = 128;

    /** The first operator set that rounds. */
    private static final int OLDEST = 10;

    /** The first operator set that multiplies in bfloat16. */
    private static final int OLDEST_OF_BFLOAT16 = 13;

    private final Precision precision;
    private final IntegerForm form;
    private final RoundedMatrices matrices;
    private final Graph graph;
    private final FrozenSources sources;
    private final Scores scores;
    private final GraphBuilder g;
    private final Map<String, Channels> channels = new HashMap<>();
    private final Map<List<String>, RoundedOperand> operands = new HashMap<>();
    private final Map<String, HalfOperand> halves = new HashMap<>();
    private final Map<String, Value> constants = new HashMap<>();

    private FrozenProducts(Graph graph, Precision precision, IntegerForm form, Path cache) {
        this.graph = graph;
        this.sources = new FrozenSources(graph);
        this.scores = new Scores(graph);
        this.precision = precision;
        this.form = form;
        this.matrices = new RoundedMatrices(cache);
        this.g = GraphBuilder.from(graph.withNodes(List.of()), Map.of());
    }

    /**
     * The graph in a precision.
     *
     * @param form of the integers that this processor multiplies rightly
     * @param cache the folder of the cache, where rounded matrices are kept
     * @throws ModelFileException if a matrix cannot be read, or holds what is not finite, or the graph's operator set is too old
     */
    public static Graph in(Graph graph, Precision precision, IntegerForm form, Path cache) {
        if (!precision.isRounded()) {
            return graph;
        }
        FrozenProducts products = new FrozenProducts(graph, precision, form, cache);
        boolean any =
                graph.nodes().stream().anyMatch(node -> products.product(node).isPresent());
        return any ? products.rewrite() : graph;
    }

    private Optional<FrozenProduct> product(Node node) {
        return FrozenProduct.of(node, sources).filter(FrozenProducts::pays);
    }

    /** Whether a product is computed faster in integers. */
    static boolean pays(FrozenProduct product) {
        FrozenMatrix matrix = product.matrix();
        return Math.min(matrix.rows(), matrix.columns()) >= SMALLEST_SIDE
                && matrix.elements() >= FEWEST_ELEMENTS
                && matrix.elements() <= Integer.MAX_VALUE;
    }

    private Graph rewrite() {
        int oldest = precision == Precision.BFLOAT16 ? OLDEST_OF_BFLOAT16 : OLDEST;
        if (graph.opset("") < oldest) {
            throw new ModelFileException("precision " + precision + " needs operator set " + oldest
                    + " of ONNX or a newer one, found " + graph.opset("")
                    + "; export the model again with a newer opset (18 is a good choice), or choose precision float32");
        }
        if (precision.isInteger() && OperatorSets.mayBecome(RoundedOperand.BY_ROW, graph)) {
            g.requireOpset(RoundedOperand.BY_ROW);
        }
        for (Node node : graph.nodes()) {
            Optional<FrozenProduct> product = product(node);
            if (product.isEmpty()) {
                g.append(node);
            } else {
                g.scope("rounded/" + node.outputs().get(0));
                Value result = precision.isInteger() ? inIntegers(product.get()) : inHalves(product.get());
                g.define(node.outputs().get(0), withBias(result, product.get()));
            }
        }
        return g.build().pruned();
    }

    private Value inIntegers(FrozenProduct product) {
        Channels own = channels.computeIfAbsent(product.name(), name -> Channels.ofOutput(product.transposed()));
        boolean ofOutput = own == Channels.ofOutput(product.transposed());
        RoundedMatrix matrix = matrices.of(
                new MatrixRounding(product.matrix(), own, product.transposed(), precision.matrixParts(), form));
        String direction = product.transposed() ? "-transposed" : "";
        Value scales = constant(product.name() + "/scales", matrix.scales());
        RoundedOperand operand = ofOutput ? operand(product, "") : operand(product, scales.name());
        Value sum = null;
        for (int part = 0; part < matrix.parts().size(); part++) {
            Value integers = constant(
                    product.name() + "/part" + part + direction, matrix.parts().get(part));
            Value matrixUnits = units(ofOutput ? scales : null, product.factor(), part, product.name());
            // The products of two small parts are below what the others leave out.
            for (int other = 0; other < operand.parts().size() - part; other++) {
                Value term = g.op(
                        "MatMulIntegerToFloat",
                        Graph.MICROSOFT,
                        Map.of(),
                        ElementType.FLOAT,
                        operand.parts().get(other),
                        integers,
                        operand.units().get(other),
                        matrixUnits,
                        RoundedOperand.zero(g),
                        form.zero() == 0 ? null : g.scalar(form.type(), form.zero()));
                sum = sum == null ? term : sum.add(term);
            }
        }
        return sum.multiply(operand.steps());
    }

    private Value inHalves(FrozenProduct product) {
        Value matrix = constant(product.name() + "/halves", halves(product.matrix()));
        Value operand = new Value(g, product.operand(), ElementType.FLOAT);
        Value result = halves.computeIfAbsent(product.operand(), name -> HalfOperand.of(g, operand, precision.halves()))
                .times(g, matrix, product.transposed());
        return product.factor() == 1 ? result : result.multiply(product.factor());
    }

    private Constant halves(FrozenMatrix matrix) {
        return matrix.decoding() == null && matrix.values().type() == precision.halves()
                ? matrix.values()
                : matrices.of(new MatrixHalving(matrix, precision.halves()))
                        .parts()
                        .get(0);
    }

    private Value withBias(Value result, FrozenProduct product) {
        if (product.bias().isEmpty()) {
            return result;
        }
        Value bias = new Value(g, product.bias(), ElementType.FLOAT);
        return result.add(product.biasFactor() == 1 ? bias : bias.multiply(product.biasFactor()));
    }

    /** An operand in integers, once for all products that read it; before that times the scales of its columns, if asked. */
    private RoundedOperand operand(FrozenProduct product, String scales) {
        return operands.computeIfAbsent(List.of(product.operand(), scales), key -> {
            Value value = new Value(g, product.operand(), ElementType.FLOAT);
            if (scales.isEmpty()) {
                return RoundedOperand.of(g, value, product.width(), precision.operandParts());
            }
            Value scaled = value.multiply(new Value(g, scales, ElementType.FLOAT));
            int least = scores.gradient(product.operand()) ? 2 : 1;
            return RoundedOperand.of(g, scaled, product.width(), Math.max(least, precision.operandParts()));
        });
    }

    /** What a step of a part of a matrix is worth: by column, or, without scales, the same everywhere. */
    private Value units(Value scales, float factor, int part, String matrix) {
        double step = factor / Math.pow(MatrixRounding.FINER, part);
        if (scales == null) {
            return g.scalar(ElementType.FLOAT, step);
        }
        if (step == 1) {
            return scales;
        }
        Tensor units = g.constantNamed(scales.name()).tensor().copy();
        for (int i = 0; i < units.size(); i++) {
            units.floats().put(i, (float) (units.floats().get(i) * step));
        }
        return constant(matrix + "/units" + step, Constant.of(units));
    }

    /** @param name of a matrix, a slash, and what of it, in which there is none: so no two are the same */
    private Value constant(String name, Constant constant) {
        return constants.computeIfAbsent("rounded/" + name, taken -> g.constant(taken, constant));
    }
}
