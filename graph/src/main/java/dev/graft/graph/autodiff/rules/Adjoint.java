package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Constant;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Node;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.ForwardPass;
import dev.graft.graph.autodiff.UndifferentiableException;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One node in the backward pass: what a rule may read, and where it leaves the gradients of the inputs. */
public final class Adjoint {
    final GraphBuilder g;
    final Node node;
    private final ForwardPass forward;
    private final Function<String, Value> values;
    private final List<Value> outputGradients;
    private final Set<String> active;
    private final Map<String, List<Value>> pending;

    /** @param values those of the forward pass, by name */
    public Adjoint(
            GraphBuilder g,
            Node node,
            ForwardPass forward,
            Function<String, Value> values,
            List<Value> outputGradients,
            Set<String> active,
            Map<String, List<Value>> pending) {
        this.g = g;
        this.node = node;
        this.forward = forward;
        this.values = values;
        this.outputGradients = outputGradients;
        this.active = active;
        this.pending = pending;
    }

    /** A value of the forward pass. */
    Value value(String name) {
        return values.apply(name);
    }

    /** An input of the node. */
    Value in(int index) {
        return value(node.inputs().get(index));
    }

    /** The first output of the node. */
    Value out() {
        return value(node.outputs().get(0));
    }

    /**
     * The first output with 0 where it is not a number. Exports of attention put zeros in the place of the softmax of
     * rows that see nothing; the value that they do it in is used, so that 0 · NaN does not spoil the gradient.
     */
    Value outWithoutNan() {
        String cleaned = forward.cleaned(node.outputs().get(0));
        return cleaned == null ? out() : value(cleaned);
    }

    /** The node whose log-probabilities an input is, if the loss depends on its logits; otherwise null. */
    Node logSoftmax(int index) {
        Node source = forward.logSoftmax(node.inputs().get(index));
        return source != null && active.contains(source.inputs().get(0)) ? source : null;
    }

    /** The node whose probabilities an input is, if the loss depends on its logits; otherwise null. */
    Node softmax(int index) {
        Node source = forward.softmax(node.inputs().get(index));
        return source != null && active.contains(source.inputs().get(0)) ? source : null;
    }

    /** The gradient of the first output. */
    Value dy() {
        return dy(0);
    }

    /** The gradient of an output, or null where the loss does not depend on it. */
    Value dy(int index) {
        return index < outputGradients.size() ? outputGradients.get(index) : null;
    }

    /** The gradient of an output, zeros where the loss does not depend on it. */
    Value dyOrZeros(int index) {
        return dy(index) != null
                ? dy(index)
                : scalar(0).expand(value(node.outputs().get(index)).shape());
    }

    /** Whether the gradient of an input is asked for. */
    boolean wants(int index) {
        return node.hasInput(index) && active.contains(node.inputs().get(index));
    }

    int inputCount() {
        return node.inputs().size();
    }

    Shape inShape(int index) {
        return shapeOf(node.inputs().get(index));
    }

    Shape outShape(int index) {
        return shapeOf(node.outputs().get(index));
    }

    ElementType element() {
        return typeOf(node.inputs().get(0)).element();
    }

    /** A scalar of the element type of the node. */
    Value scalar(double value) {
        return g.scalar(element(), value);
    }

    /** An axis attribute as a non-negative number. */
    int axis(String attribute, int otherwise, int rank) {
        int axis = (int) node.intAttribute(attribute, otherwise);
        return axis < 0 ? axis + rank : axis;
    }

    /** The values of an integer input that is a constant of the graph, or null where it is computed. */
    long[] constantInts(int index) {
        if (!node.hasInput(index)) {
            return null;
        }
        Constant constant = g.constantNamed(node.inputs().get(index));
        if (constant != null && constant.type() == ElementType.INT64) {
            return constant.tensor().toLongArray();
        }
        if (constant != null && constant.type() == ElementType.INT32) {
            int[] values = new int[(int) constant.tensor().size()];
            constant.tensor().ints().get(values);
            return Arrays.stream(values).asLongStream().toArray();
        }
        return null;
    }

    /** The value of an input that is a constant with one element, or null where it is not. */
    Double constantScalar(int index) {
        Constant constant = node.hasInput(index) ? g.constantNamed(node.inputs().get(index)) : null;
        return constant == null ? null : constant.scalarValue();
    }

    /** Contributes a value of as many elements as an input to its gradient. */
    void giveReshaped(int index, Value gradient) {
        give(index, ReshapingRules.likeInput(this, gradient, index));
    }

    /** Contributes to the gradient of an input; the value must have the input's shape. */
    void give(int index, Value gradient) {
        giveTo(node.inputs().get(index), gradient);
    }

    /** Contributes to the gradient of any value before this node; the gradient must have the value's shape. */
    void giveTo(String value, Value gradient) {
        pending.computeIfAbsent(value, key -> new ArrayList<>()).add(gradient);
    }

    /** Contributes a gradient of the shape of the first output to an input that was broadcast to it. */
    void giveReduced(int index, Value gradient) {
        give(index, Broadcasting.undo(g, gradient, outShape(0), in(index), inShape(index)));
    }

    /** Refuses the node, with a reason that says what the user can do. */
    UndifferentiableException refuse(String why) {
        return new UndifferentiableException(node, forward.opset(node), why);
    }

    private Shape shapeOf(String name) {
        return typeOf(name).shape();
    }

    private TensorType typeOf(String name) {
        TensorType type = forward.type(name);
        if (type == null) {
            throw refuse("the shape of '" + name + "' is not known; fix the sizes of the inputs that it depends on");
        }
        return type;
    }
}
