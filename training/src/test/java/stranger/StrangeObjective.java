package stranger;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.language.TextRow;
import dev.graft.models.folder.ModelDescription;
import dev.graft.tensors.Range;
import dev.graft.tensors.Tensor;
import dev.graft.training.run.AdapterStart;
import dev.graft.training.run.HeldOut;
import dev.graft.training.run.Objective;
import dev.graft.training.run.RunContext;
import dev.graft.training.run.SplitSamples;
import dev.graft.training.run.Task;
import dev.graft.training.settings.AddedSettings;
import dev.graft.training.settings.Setting;
import dev.graft.training.settings.TrainingSettings;
import dev.graft.training.step.BatchLoss;
import dev.graft.training.step.TrainingSample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** An objective from outside Graft, with a setting of its own: all weights are drawn to one number. */
public final class StrangeObjective implements Objective {
    /** Its settings. */
    public record Pull(
            @Setting(value = "the number that weights are drawn to", range = Range.NOT_NEGATIVE)
            double pullTo) {}

    /** Makes them known. */
    public static final class Added implements AddedSettings {
        @Override
        public List<String> objectives() {
            return List.of("pull");
        }

        @Override
        public Record defaults() {
            return new Pull(0.5);
        }
    }

    @Override
    public List<String> kinds() {
        return List.of("pull");
    }

    @Override
    public void check(TrainingSettings settings) {}

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public Optional<Task> open(RunContext context, BooleanSupplier stopped) {
        return Optional.of(new PullTask(context));
    }

    private record PullTask(RunContext context) implements Task {
        @Override
        public Adapter network() {
            return context.backbones().adapter(context.features());
        }

        @Override
        public SplitSamples data() {
            TrainingSample nothing = new TrainingSample("nothing", 0, 0, TextRow.of(new long[0], new long[0]));
            return new SplitSamples(List.of(nothing), List.of(), List.of(), 0);
        }

        @Override
        public String summary(AdapterStart start) {
            return "weights: " + start.trainedElements();
        }

        @Override
        public BatchLoss loss(AdapterStart start) {
            return new PullLoss(context.settings().objective().added(Pull.class).pullTo());
        }

        @Override
        public List<HeldOut> heldOut() {
            return List.of();
        }

        @Override
        public ModelDescription description() {
            return context.backbones().description(context.features());
        }

        @Override
        public String overview() {
            return "# Drawn weights\n";
        }

        @Override
        public String measured() {
            return "Nothing";
        }

        @Override
        public void close() {}
    }

    /** Half the squared distance of each weight from a number. */
    private static final class PullLoss implements BatchLoss {
        private final double to;
        private final Map<String, Tensor> gradients = new LinkedHashMap<>();

        PullLoss(double to) {
            this.to = to;
        }

        @Override
        public Map<String, Double> accumulate(long step, List<TrainingSample> samples, Map<String, Tensor> trained) {
            double sum = 0;
            for (Map.Entry<String, Tensor> weights : trained.entrySet()) {
                float[] values = weights.getValue().toFloatArray();
                for (int i = 0; i < values.length; i++) {
                    values[i] -= (float) to;
                    sum += values[i] * values[i] / 2;
                }
                gradients.put(
                        weights.getKey(), Tensor.of(values, weights.getValue().shape()));
            }
            return Map.of(LOSS, sum);
        }

        @Override
        public Map<String, Tensor> gradients() {
            return gradients;
        }

        @Override
        public Map<String, Tensor> weights(Map<String, Tensor> trained) {
            return trained;
        }

        @Override
        public Map<String, Double> mean(List<TrainingSample> samples, Map<String, Tensor> weights) {
            return Map.of(LOSS, 0.0);
        }

        @Override
        public void close() {}
    }
}
