package dev.graft.training.step;

import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several losses of one network, each with a weight. */
public final class SummedLoss implements BatchLoss {
    /**
     * One of the losses.
     *
     * @param name among the figures
     * @param loss of all the network's weights, or of some
     */
    public record Part(String name, double weight, BatchLoss loss) {}

    private final List<Part> parts;
    private final Map<String, Tensor> gradients = new LinkedHashMap<>();

    /** @param parts of which the first has all weights of the network */
    public SummedLoss(List<Part> parts) {
        this.parts = parts;
    }

    @Override
    public Map<String, Double> accumulate(long step, List<TrainingSample> samples, Map<String, Tensor> trained) {
        Map<String, Map<String, Double>> losses = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            losses.put(part.name, part.loss.accumulate(step, samples, trained));
            double kept = i == 0 ? 0 : 1;
            part.loss.gradients().forEach((name, gradient) -> add(name, kept, part.weight, gradient));
        }
        return sum(losses);
    }

    private void add(String name, double kept, double weight, Tensor gradient) {
        FloatBuffer sum = gradients
                .computeIfAbsent(name, absent -> Tensor.allocate(gradient.type(), gradient.shape()))
                .floats();
        FloatBuffer added = gradient.floats();
        for (int i = 0; i < sum.limit(); i++) {
            sum.put(i, (float) (kept * sum.get(i) + weight * added.get(i)));
        }
    }

    private Map<String, Double> sum(Map<String, Map<String, Double>> losses) {
        Map<String, Double> sum = new LinkedHashMap<>();
        sum.put(LOSS, 0.0);
        for (Part part : parts) {
            double loss = losses.get(part.name).get(LOSS);
            sum.merge(LOSS, part.weight * loss, Double::sum);
            sum.put(PART + part.name, loss);
        }
        return sum;
    }

    @Override
    public Map<String, Tensor> gradients() {
        return gradients;
    }

    @Override
    public Map<String, Tensor> weights(Map<String, Tensor> trained) {
        return parts.get(0).loss.weights(trained);
    }

    @Override
    public Map<String, Double> mean(List<TrainingSample> samples, Map<String, Tensor> weights) {
        Map<String, Map<String, Double>> losses = new LinkedHashMap<>();
        parts.forEach(part -> losses.put(part.name, part.loss.mean(samples, weights)));
        return sum(losses);
    }

    @Override
    public void close() {
        parts.forEach(part -> part.loss.close());
    }
}
