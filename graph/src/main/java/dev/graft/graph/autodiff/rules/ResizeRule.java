package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.Session;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code Resize}: interpolation is linear and acts on one axis after the other, so along each it is a matrix, which the
 * operator itself tells when it resizes an identity matrix.
 */
final class ResizeRule {
    private final Adjoint a;
    private final long[] axes;

    private ResizeRule(Adjoint a) {
        this.a = a;
        int rank = a.inShape(0).rank();
        long[] given = a.node.intsAttribute("axes");
        this.axes = given == null ? ConcatSplitPadRules.range(rank) : given;
        if (a.node.textAttribute("coordinate_transformation_mode", "half_pixel").equals("tf_crop_and_resize")) {
            throw a.refuse("regions of interest are not supported");
        }
        if (!a.node.textAttribute("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw a.refuse("a kept aspect ratio is not supported");
        }
        if (!a.inShape(0).isStatic() || !a.outShape(0).isStatic()) {
            throw a.refuse("the shape must be known; fix the input shapes");
        }
    }

    static void apply(Adjoint a) {
        a.give(0, new ResizeRule(a).gradient());
    }

    private Value gradient() {
        int rank = a.inShape(0).rank();
        Tensor scales = scales();
        Value gradient = a.dy();
        for (int i = 0; i < axes.length; i++) {
            int axis = (int) (axes[i] < 0 ? axes[i] + rank : axes[i]);
            int in = (int) a.inShape(0).dim(axis).size();
            int out = (int) a.outShape(0).dim(axis).size();
            float scale = scales == null ? 0 : scales.floats().get(i);
            if (in != out || scale != 0 && scale != 1) {
                gradient = interpolation(in, out, scale).applyTransposed(a, gradient, axis, rank);
            }
        }
        return gradient;
    }

    /** The scales where the node gives them, null where it gives sizes. */
    private Tensor scales() {
        if (!a.node.hasInput(2)) {
            return null;
        }
        Constant scales = a.g.constantNamed(a.node.inputs().get(2));
        if (scales == null) {
            throw a.refuse("the scales must be known before the run");
        }
        return scales.tensor().size() == 0 ? null : scales.tensor();
    }

    private AxisMatrix interpolation(int in, int out, float scale) {
        Tensor identity = Tensor.allocate(ElementType.FLOAT, 1, 1, in, in);
        for (int i = 0; i < in; i++) {
            identity.floats().put(i * in + i, 1);
        }
        AxisMatrix matrix = new AxisMatrix(out, in);
        try (Session session = Session.open(oneAxis(identity, out, scale))) {
            FloatBuffer columns = session.run(Map.of()).get("y").floats();
            for (int column = 0; column < in; column++) {
                for (int row = 0; row < out; row++) {
                    matrix.add(row, column, columns.get());
                }
            }
        }
        return matrix;
    }

    private Graph oneAxis(Tensor identity, int out, float scale) {
        Map<String, Constant> constants = new LinkedHashMap<>();
        constants.put("x", Constant.of(identity));
        List<String> inputs;
        if (scale == 0) {
            constants.put("sizes", Constant.of(Tensor.of(new long[] {1, 1, identity.dim(2), out}, 4)));
            inputs = List.of("x", "", "", "sizes");
        } else {
            constants.put("scales", Constant.of(Tensor.of(new float[] {1, 1, 1, scale}, 4)));
            inputs = List.of("x", "", "scales");
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>(a.node.attributes());
        attributes.remove("axes");
        Node node = new Node("Resize", "", a.node.name(), inputs, List.of("y"), attributes);
        List<ValueInfo> outputs = List.of(new ValueInfo("y", null));
        return new Graph("interpolation", List.of(), outputs, constants, List.of(node), Map.of("", a.g.opset()));
    }
}
