package dev.graft.graph;

import dev.graft.tensors.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A value in a graph under construction. Each method appends one operator and returns its result; operands broadcast as
 * in NumPy. Negative axes count from the end.
 *
 * @param type the element type; null where an existing graph does not tell
 */
public record Value(GraphBuilder builder, String name, ElementType type) {
    public Value add(Value other) {
        return op("Add", Map.of(), other);
    }

    public Value subtract(Value other) {
        return op("Sub", Map.of(), other);
    }

    public Value multiply(Value other) {
        return op("Mul", Map.of(), other);
    }

    public Value divide(Value other) {
        return op("Div", Map.of(), other);
    }

    public Value add(double scalar) {
        return add(builder.scalar(type, scalar));
    }

    public Value multiply(double scalar) {
        return multiply(builder.scalar(type, scalar));
    }

    public Value negate() {
        return op("Neg", Map.of());
    }

    public Value square() {
        return multiply(this);
    }

    public Value squareRoot() {
        return op("Sqrt", Map.of());
    }

    public Value reciprocal() {
        return op("Reciprocal", Map.of());
    }

    public Value exp() {
        return op("Exp", Map.of());
    }

    public Value log() {
        return op("Log", Map.of());
    }

    public Value tanh() {
        return op("Tanh", Map.of());
    }

    public Value sigmoid() {
        return op("Sigmoid", Map.of());
    }

    /** {@code log(1 + exp(x))}. */
    public Value softplus() {
        return op("Softplus", Map.of());
    }

    public Value relu() {
        return op("Relu", Map.of());
    }

    public Value erf() {
        return op("Erf", Map.of());
    }

    /** This · other over the last two axes. */
    public Value matMul(Value other) {
        return op("MatMul", Map.of(), other);
    }

    /** This · otherᵀ over the last two axes: a PyTorch linear layer with its weight {@code [out, in]}. */
    public Value matMulTransposed(Value other) {
        return matMul(other, false, true, 1);
    }

    /** {@code scale · op(this) · op(other)}, each operand transposed in its last two axes if asked. */
    public Value matMul(Value other, boolean transposeThis, boolean transposeOther, float scale) {
        Map<String, Object> attributes =
                Map.of("transA", transposeThis ? 1 : 0, "transB", transposeOther ? 1 : 0, "alpha", scale);
        return builder.op("FusedMatMul", Graph.MICROSOFT, attributes, type, this, other);
    }

    public Value softmax(int axis) {
        return op("Softmax", Map.of("axis", axis));
    }

    public Value logSoftmax(int axis) {
        return op("LogSoftmax", Map.of("axis", axis));
    }

    /**
     * This value, of which a share of the elements is dropped in training; see {@link
     * dev.graft.graph.rewrite.DropoutMasks}. In any other graph it passes as it is.
     */
    public Value dropout(double rate) {
        return rate == 0 ? this : op("Dropout", Map.of(), builder.scalar(ElementType.FLOAT, rate));
    }

    /** Layer normalisation over the last axis (Ba et al. 2016). */
    public Value layerNorm(Value scale, Value bias, float epsilon) {
        return op("LayerNormalization", Map.of("axis", -1, "epsilon", epsilon), scale, bias);
    }

    public Value sum(boolean keepDims, long... axes) {
        return op("ReduceSum", Map.of("keepdims", keepDims ? 1 : 0), builder.ints(axes));
    }

    public Value mean(boolean keepDims, long... axes) {
        return op("ReduceMean", Map.of("keepdims", keepDims ? 1 : 0), builder.ints(axes));
    }

    public Value max(boolean keepDims, long... axes) {
        return op("ReduceMax", Map.of("keepdims", keepDims ? 1 : 0), builder.ints(axes));
    }

    /** The sum of all elements, a scalar. */
    public Value sumAll() {
        return op("ReduceSum", Map.of("keepdims", 0));
    }

    /** The same elements under another shape: 0 keeps the size of that axis, -1 takes what is left. */
    public Value reshape(long... shape) {
        return reshape(builder.ints(shape));
    }

    public Value reshape(Value shape) {
        return op("Reshape", Map.of(), shape);
    }

    public Value transpose(long... permutation) {
        return op("Transpose", Map.of("perm", permutation));
    }

    public Value unsqueeze(long... axes) {
        return op("Unsqueeze", Map.of(), builder.ints(axes));
    }

    public Value squeeze(long... axes) {
        return op("Squeeze", Map.of(), builder.ints(axes));
    }

    public Value expand(Value shape) {
        return op("Expand", Map.of(), shape);
    }

    public Value slice(long start, long end, long axis) {
        return op("Slice", Map.of(), builder.ints(start), builder.ints(end), builder.ints(axis));
    }

    public Value concat(int axis, Value... others) {
        return op("Concat", Map.of("axis", axis), others);
    }

    /** Rows of this value along an axis, picked by an integer tensor. */
    public Value gather(Value indices, int axis) {
        return op("Gather", Map.of("axis", axis), indices);
    }

    /** The shape as an INT64 vector. */
    public Value shape() {
        return builder.op("Shape", "", Map.of(), ElementType.INT64, this);
    }

    public Value cast(ElementType target) {
        return target == type ? this : builder.op("Cast", "", Map.of("to", target.onnxCode()), target, this);
    }

    public Value equal(Value other) {
        return builder.op("Equal", "", Map.of(), ElementType.BOOL, this, other);
    }

    public Value greater(Value other) {
        return builder.op("Greater", "", Map.of(), ElementType.BOOL, this, other);
    }

    /** Where this BOOL value holds the first operand, elsewhere the second. */
    public Value where(Value whenTrue, Value otherwise) {
        return builder.op("Where", "", Map.of(), whenTrue.type(), this, whenTrue, otherwise);
    }

    private Value op(String opType, Map<String, ?> attributes, Value... others) {
        List<Value> arguments = new ArrayList<>();
        arguments.add(this);
        arguments.addAll(List.of(others));
        return builder.op(opType, attributes, arguments.toArray(Value[]::new));
    }
}
