package dev.graft.training.optimizer;

import dev.graft.graph.runtime.Bound;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019) behind clipping by the global norm (Pascanu et al.
 * 2013), with the numbers of {@code torch.optim.AdamW} and {@code torch.nn.utils.clip_grad_norm_}. A step runs as a
 * graph on ONNX Runtime; the same inputs give the same bits.
 *
 * <p>Parameters and moments exist twice; a step reads one side and writes the other, because a runtime that reorders
 * nodes may not read an input after it has been overwritten. Not thread-safe.
 */
public final class AdamW implements AutoCloseable {
    private static final String PARAMETERS = "parameters/";
    private static final String MEANS = "exp_avg/";
    private static final String SQUARES = "exp_avg_sq/";

    private record Side(Tensor parameters, Tensor means, Tensor squares) {}

    private final AdamWConfig config;
    private final ParameterLayout layout;
    private final Session session;
    private final Side[] sides = new Side[2];
    private final List<Map<String, Tensor>> views;
    /** A step from each side to the other. */
    private final List<Bound> bound;

    private final Tensor gradients;
    private final Tensor norm = Tensor.allocate(ElementType.FLOAT);
    private final Map<String, Tensor> scalars = new LinkedHashMap<>();
    private int current;
    private long steps;

    /**
     * Starts from parameters, which are copied, and zero moments.
     *
     * @param initialParameters FLOAT tensors of any shape by name
     */
    public AdamW(AdamWConfig config, Map<String, Tensor> initialParameters, SessionConfig session) {
        if (initialParameters.isEmpty()) {
            throw new IllegalArgumentException("there is no parameter to train");
        }
        this.config = config;
        layout = new ParameterLayout(initialParameters, config);
        for (int side = 0; side < 2; side++) {
            sides[side] = new Side(layout.allocate(), layout.allocate(), layout.allocate());
        }
        views = List.of(layout.views(sides[0].parameters), layout.views(sides[1].parameters));
        gradients = layout.allocate();
        layout.gather("values", initialParameters, sides[0].parameters);
        writeScalars(1, 0);
        try (OpenParts open = new OpenParts()) {
            this.session = open.add(Session.open(AdamWGraph.build(layout.runs(), config), session));
            bound = List.of(open.add(bind(sides[0], sides[1])), open.add(bind(sides[1], sides[0])));
            open.handOver(this);
        }
    }

    private Bound bind(Side from, Side to) {
        Bound step = session.bind();
        scalars.forEach(step::input);
        step.output(AdamWGraph.NORM, norm);
        for (int i = 0; i < layout.runs().size(); i++) {
            ParameterLayout.Run run = layout.runs().get(i);
            step.input(AdamWGraph.gradient(i), layout.part(gradients, run));
            step.input(AdamWGraph.parameter(i), layout.part(from.parameters, run));
            step.input(AdamWGraph.mean(i), layout.part(from.means, run));
            step.input(AdamWGraph.square(i), layout.part(from.squares, run));
            step.output(AdamWGraph.next(AdamWGraph.parameter(i)), layout.part(to.parameters, run));
            step.output(AdamWGraph.next(AdamWGraph.mean(i)), layout.part(to.means, run));
            step.output(AdamWGraph.next(AdamWGraph.square(i)), layout.part(to.squares, run));
        }
        return step;
    }

    /** The parameters as they are now, without a copy. The next step but one overwrites them. */
    public Map<String, Tensor> parameters() {
        return views.get(current);
    }

    /** The number of steps taken. */
    public long steps() {
        return steps;
    }

    /**
     * Takes one step. Where the gradient is not finite, it changes nothing, so that what {@link #parameters} and
     * {@link #state} give stays good.
     *
     * @param gradientsByName a tensor of the parameter's shape for each parameter
     * @return the norm of all gradients together, before clipping
     */
    public double step(Map<String, Tensor> gradientsByName, double learningRate) {
        layout.gather("gradient", gradientsByName, gradients);
        writeScalars(steps + 1, learningRate);
        bound.get(current).run();
        double found = norm.floats().get(0);
        if (Double.isFinite(found)) {
            current = 1 - current;
            steps++;
        }
        return found;
    }

    private void writeScalars(long t, double learningRate) {
        double correction1 = 1 - StrictMath.pow(config.beta1(), (double) t);
        double correction2 = Math.sqrt(1 - StrictMath.pow(config.beta2(), (double) t));
        write(AdamWGraph.RATE, learningRate * correction2 / correction1);
        write(AdamWGraph.EPSILON, config.epsilon() * correction2);
        for (ParameterLayout.Run run : layout.runs()) {
            if (run.weightDecay() != 0) {
                write(AdamWGraph.keep(run.weightDecay()), 1 - learningRate * run.weightDecay());
            }
        }
    }

    private void write(String scalar, double value) {
        scalars.computeIfAbsent(scalar, name -> Tensor.allocate(ElementType.FLOAT))
                .floats()
                .put(0, (float) value);
    }

    /**
     * A copy of weights and moments, named for a checkpoint: {@code parameters/NAME}, {@code exp_avg/NAME} and
     * {@code exp_avg_sq/NAME}.
     */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        Side side = sides[current];
        layout.views(side.parameters).forEach((name, tensor) -> state.put(PARAMETERS + name, tensor.copy()));
        layout.views(side.means).forEach((name, tensor) -> state.put(MEANS + name, tensor.copy()));
        layout.views(side.squares).forEach((name, tensor) -> state.put(SQUARES + name, tensor.copy()));
        return state;
    }

    /**
     * Goes on from a saved {@link #state}; the steps that follow have the same bits as if there had been no
     * interruption.
     *
     * @param stepsTaken {@link #steps} at the time of saving
     * @throws IllegalArgumentException if the state belongs to other parameters; nothing has changed then
     */
    public void restore(Map<String, Tensor> saved, long stepsTaken) {
        if (stepsTaken < 0) {
            throw new IllegalArgumentException("the number of steps taken must be 0 or more, found " + stepsTaken);
        }
        Side target = sides[1 - current];
        layout.gather("saved value", named(saved, PARAMETERS), target.parameters);
        layout.gather("saved first moment", named(saved, MEANS), target.means);
        layout.gather("saved second moment", named(saved, SQUARES), target.squares);
        current = 1 - current;
        steps = stepsTaken;
    }

    private static Map<String, Tensor> named(Map<String, Tensor> state, String prefix) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        state.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), tensor);
            }
        });
        return tensors;
    }

    @Override
    public void close() {
        bound.forEach(Bound::close);
        session.close();
    }
}
