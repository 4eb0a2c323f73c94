package dev.graft.graph;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * One operator with attributes and operands in a domain where it is smooth, as a graph of one node. Operands named
 * {@code x0, x1, ...} are differentiated.
 */
public final class OperatorCase {
    private final String operator;
    private final String variant;
    private final Map<String, Attribute> attributes = new LinkedHashMap<>();
    private final List<ValueInfo> inputs = new ArrayList<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final Map<String, Tensor> feeds = new LinkedHashMap<>();
    private final List<String> operands = new ArrayList<>();
    private final List<String> variables = new ArrayList<>();
    private final Random random;
    private ElementType element = ElementType.DOUBLE;
    private List<String> outputs = List.of("y0");
    private int opset = 18;
    private boolean dynamic;

    private OperatorCase(String operator, String variant) {
        this.operator = operator;
        this.variant = variant;
        this.random = new Random((operator + variant).hashCode());
    }

    /** A case that runs in double precision. */
    public static OperatorCase of(String operator, String variant) {
        return new OperatorCase(operator, variant);
    }

    /** A case of an operator that the runtime has in single precision only. */
    public static OperatorCase single(String operator, String variant) {
        OperatorCase made = new OperatorCase(operator, variant);
        made.element = ElementType.FLOAT;
        return made;
    }

    public OperatorCase with(String attribute, long value) {
        attributes.put(attribute, new Attribute.Int(value));
        return this;
    }

    public OperatorCase with(String attribute, double value) {
        attributes.put(attribute, new Attribute.Float((float) value));
        return this;
    }

    public OperatorCase with(String attribute, String value) {
        attributes.put(attribute, new Attribute.Text(value));
        return this;
    }

    public OperatorCase withInts(String attribute, long... values) {
        attributes.put(
                attribute, new Attribute.Ints(Arrays.stream(values).boxed().toList()));
        return this;
    }

    public OperatorCase withFloats(String attribute, Float... values) {
        attributes.put(attribute, new Attribute.Floats(List.of(values)));
        return this;
    }

    public OperatorCase opset(int version) {
        opset = version;
        return this;
    }

    public OperatorCase outputs(int count) {
        return onlyOutputs(IntStream.range(0, count).toArray());
    }

    /** Asks for the outputs at the given positions, in rising order, and leaves those between out. */
    public OperatorCase onlyOutputs(int... positions) {
        String[] names = new String[positions[positions.length - 1] + 1];
        Arrays.fill(names, "");
        for (int position : positions) {
            names[position] = "y" + position;
        }
        outputs = List.of(names);
        return this;
    }

    /** Declares every input with names instead of sizes. */
    public OperatorCase dynamic() {
        dynamic = true;
        return this;
    }

    /** Values between -1 and 1. */
    public OperatorCase x(long... shape) {
        return between(-1, 1, shape);
    }

    public OperatorCase between(double low, double high, long... shape) {
        double[] values = new double[(int) Tensor.elementCount(shape)];
        Arrays.setAll(values, i -> low + (high - low) * random.nextDouble());
        return variable(values, shape);
    }

    /** Values of both signs, none near zero. */
    public OperatorCase nonzero(long... shape) {
        double[] values = new double[(int) Tensor.elementCount(shape)];
        Arrays.setAll(values, i -> (0.3 + 0.9 * random.nextDouble()) * (random.nextBoolean() ? 1 : -1));
        return variable(values, shape);
    }

    /** Values of both signs that differ by 0.1 at least; none equals one of another operand. */
    public OperatorCase distinct(long... shape) {
        int count = (int) Tensor.elementCount(shape);
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add((i - count / 2) * 0.1 + 0.05 + 0.03 * variables.size());
        }
        Collections.shuffle(values, random);
        return variable(values.stream().mapToDouble(Double::doubleValue).toArray(), shape);
    }

    public OperatorCase variable(double[] values, long... shape) {
        String name = "x" + variables.size();
        variables.add(name);
        input(name, tensor(element, values, shape));
        return this;
    }

    /** A constant operand of the case's element type. */
    public OperatorCase real(double[] values, long... shape) {
        return constant(tensor(element, values, shape));
    }

    /** Two constant operands: cosines and sines of rotary angles, for as many positions as the leading axes hold. */
    public OperatorCase rotaryTables(long... shape) {
        int half = (int) shape[shape.length - 1];
        double[] cosines = new double[(int) Tensor.elementCount(shape)];
        double[] sines = new double[cosines.length];
        for (int i = 0; i < cosines.length; i++) {
            int position = i / half;
            double angle = position * Math.pow(0.3, i % half);
            cosines[i] = Math.cos(angle);
            sines[i] = Math.sin(angle);
        }
        return real(cosines, shape).real(sines, shape);
    }

    /** A constant vector of INT64. */
    public OperatorCase ints(long... values) {
        return constant(Tensor.of(values, values.length));
    }

    public OperatorCase constant(Tensor tensor) {
        String name = "c" + operands.size();
        constants.put(name, Constant.of(tensor));
        operands.add(name);
        return this;
    }

    /** An operand that is fed, but not differentiated. */
    public OperatorCase fed(Tensor tensor) {
        input("f" + operands.size(), tensor);
        return this;
    }

    /** Leaves an optional operand out. */
    public OperatorCase absent() {
        operands.add("");
        return this;
    }

    /** The first variable again. */
    public OperatorCase again() {
        operands.add("x0");
        return this;
    }

    public static Tensor tensor(ElementType type, double[] values, long... shape) {
        Tensor tensor = Tensor.allocate(type, shape);
        for (int i = 0; i < values.length; i++) {
            if (type == ElementType.DOUBLE) {
                tensor.bytes().asDoubleBuffer().put(i, values[i]);
            } else {
                tensor.floats().put(i, (float) values[i]);
            }
        }
        return tensor;
    }

    public static Tensor bools(boolean... values) {
        Tensor tensor = Tensor.allocate(ElementType.BOOL, values.length);
        for (int i = 0; i < values.length; i++) {
            tensor.bytes().put(i, (byte) (values[i] ? 1 : 0));
        }
        return tensor;
    }

    private void input(String name, Tensor tensor) {
        Object[] dims = new Object[tensor.rank()];
        for (int axis = 0; axis < dims.length; axis++) {
            if (dynamic) {
                dims[axis] = name + "_" + axis;
            } else {
                dims[axis] = tensor.dim(axis);
            }
        }
        inputs.add(new ValueInfo(name, new TensorType(tensor.type(), Shape.of(dims))));
        feeds.put(name, tensor);
        operands.add(name);
    }

    public Graph graph() {
        int dot = operator.lastIndexOf('.');
        String domain = dot < 0 ? "" : operator.substring(0, dot);
        List<ValueInfo> infos = outputs.stream()
                .filter(name -> !name.isEmpty())
                .map(name -> new ValueInfo(name, null))
                .toList();
        Node node = new Node(operator.substring(dot + 1), domain, "node", operands, outputs, attributes);
        Map<String, Integer> opsets = Map.of("", opset, Graph.MICROSOFT, 1);
        return new Graph("case", inputs, infos, constants, List.of(node), opsets);
    }

    public String operator() {
        return operator;
    }

    public boolean isSingle() {
        return element == ElementType.FLOAT;
    }

    public List<String> variables() {
        return variables;
    }

    public Map<String, Tensor> feeds() {
        return feeds;
    }

    @Override
    public String toString() {
        return operator + (variant.isEmpty() ? "" : " " + variant);
    }
}
