package dev.graft.training;

import dev.graft.graph.ElementType;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Tensor;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter 2019) and clipping by the global norm, as a graph. The
 * numbers are those of {@code torch.optim.AdamW} and {@code torch.nn.utils.clip_grad_norm_}.
 *
 * <p>Weights and moments live in two sets of buffers that change places after each step, since an output must not share
 * the memory of an input that other nodes still read.
 */
public final class AdamW implements AutoCloseable {
    private static final String PARAMETER = "parameter/";
    private static final String GRADIENT = "gradient/";
    private static final List<String> STATE = List.of(PARAMETER, "moment1/", "moment2/");
    private static final String NEW = "new/";
    private static final String NORM = "gradient_norm";

    private final AdamWConfig config;
    private final Session session;
    private Map<String, Tensor> state = new LinkedHashMap<>();
    private Map<String, Tensor> next = new LinkedHashMap<>();
    private final List<String> names;
    private long steps;

    /** Starts from copies of the given weights, with moments of zero. */
    public AdamW(AdamWConfig config, Map<String, Tensor> parameters, SessionConfig session) {
        this.config = config;
        this.names = List.copyOf(parameters.keySet());
        parameters.forEach((name, tensor) -> {
            for (String part : STATE) {
                boolean isParameter = part.equals(PARAMETER);
                state.put(
                        part + name, isParameter ? tensor.copy() : Tensor.allocate(ElementType.FLOAT, tensor.shape()));
                next.put(part + name, Tensor.allocate(ElementType.FLOAT, tensor.shape()));
            }
        });
        this.session = Session.open(graph(), session);
    }

    /** The current weights. Valid until the step after the next one. */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        names.forEach(name -> parameters.put(name, state.get(PARAMETER + name)));
        return parameters;
    }

    /** Weights and moments under names of their own, to be saved. */
    public Map<String, Tensor> state() {
        return Map.copyOf(state);
    }

    /** The number of steps taken. */
    public long steps() {
        return steps;
    }

    /** Goes on from a saved {@link #state}. */
    public void restore(Map<String, Tensor> saved, long stepsTaken) {
        state.forEach((name, tensor) -> {
            Tensor source = saved.get(name);
            if (source == null || source.size() != tensor.size()) {
                throw new IllegalArgumentException(
                        "the saved state has no tensor '" + name + "' of shape " + tensor + ", found " + source);
            }
            tensor.bytes().put(source.bytes());
        });
        steps = stepsTaken;
    }

    /**
     * Changes the weights.
     *
     * @return the global norm of the gradients before clipping
     */
    public double step(Map<String, Tensor> gradients, double learningRate) {
        steps++;
        Map<String, Tensor> feeds = new LinkedHashMap<>(state);
        gradients.forEach((name, tensor) -> feeds.put(GRADIENT + name, tensor));
        double correction1 = 1 - Math.pow(config.beta1(), (double) steps);
        double correction2 = 1 - Math.pow(config.beta2(), (double) steps);
        feeds.put("decay", Tensor.scalar((float) (1 - learningRate * config.weightDecay())));
        feeds.put("step_size", Tensor.scalar((float) (learningRate / correction1)));
        feeds.put("root_correction", Tensor.scalar((float) Math.sqrt(correction2)));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        next.forEach((name, tensor) -> outputs.put(NEW + name, tensor));
        Tensor norm = Tensor.allocate(ElementType.FLOAT);
        outputs.put(NORM, norm);
        session.runInto(feeds, outputs);
        Map<String, Tensor> old = state;
        state = next;
        next = old;
        return norm.floats().get(0);
    }

    private Graph graph() {
        GraphBuilder g = new GraphBuilder("adamw");
        Value decay = g.input("decay", ElementType.FLOAT);
        Value stepSize = g.input("step_size", ElementType.FLOAT);
        Value rootCorrection = g.input("root_correction", ElementType.FLOAT);
        Map<String, Value> gradients = new LinkedHashMap<>();
        for (String name : names) {
            gradients.put(name, g.input(GRADIENT + name, ElementType.FLOAT, dims(name)));
        }
        Value norm = norm(gradients);
        g.output(NORM, norm);
        Value scale = config.clipNorm() == 0 ? null : clipping(g, norm);
        for (String name : names) {
            Value parameter = g.input(PARAMETER + name, ElementType.FLOAT, dims(name));
            Value moment1 = g.input(STATE.get(1) + name, ElementType.FLOAT, dims(name));
            Value moment2 = g.input(STATE.get(2) + name, ElementType.FLOAT, dims(name));
            Value gradient =
                    scale == null ? gradients.get(name) : gradients.get(name).multiply(scale);
            Value mean = moment1.multiply(config.beta1()).add(gradient.multiply(1 - config.beta1()));
            Value variance =
                    moment2.multiply(config.beta2()).add(gradient.square().multiply(1 - config.beta2()));
            Value denominator = variance.squareRoot().divide(rootCorrection).add(config.epsilon());
            boolean decays = state.get(PARAMETER + name).rank() >= 2 && config.weightDecay() > 0;
            Value kept = decays ? parameter.multiply(decay) : parameter;
            g.output(
                    NEW + PARAMETER + name,
                    kept.subtract(mean.divide(denominator).multiply(stepSize)));
            g.output(NEW + STATE.get(1) + name, mean);
            g.output(NEW + STATE.get(2) + name, variance);
        }
        return g.build();
    }

    private static Value norm(Map<String, Value> gradients) {
        Value total = null;
        for (Value gradient : gradients.values()) {
            Value squares = gradient.square().sumAll();
            total = total == null ? squares : total.add(squares);
        }
        return total.squareRoot();
    }

    private Value clipping(GraphBuilder g, Value norm) {
        Value ratio = g.scalar(ElementType.FLOAT, config.clipNorm()).divide(norm.add(1e-6));
        return g.op("Min", Map.of(), ratio, g.scalar(ElementType.FLOAT, 1));
    }

    private Object[] dims(String name) {
        long[] shape = state.get(PARAMETER + name).shape();
        Object[] dims = new Object[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            dims[axis] = shape[axis];
        }
        return dims;
    }

    @Override
    public void close() {
        session.close();
    }
}
