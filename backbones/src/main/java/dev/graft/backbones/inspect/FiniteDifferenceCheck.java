package dev.graft.backbones.inspect;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Compares a derived gradient with what the loss does when the input moves: along a direction d the slope g·d should be
 * (L(x + hd) - L(x - hd)) / 2h.
 */
final class FiniteDifferenceCheck {
    private static final double[] STEPS = {0.3, 0.1, 0.03, 0.01, 0.003};

    private FiniteDifferenceCheck() {}

    /** The relative error of the slope on a random text, with the step that suits single precision best. */
    static LanguageVerification.ByDifferences of(LanguageModel model, SessionConfig session) {
        SplittableRandom random = new SplittableRandom(1);
        RandomText text = RandomText.of(model, random, PrecisionCost.single(session));
        EmbeddingGradient.Result found;
        double error;
        try (EmbeddingGradient loss = text.loss(model, session)) {
            found = loss.at(text.embeds());
            error = error(loss, text.embeds(), found.gradient(), random);
        }
        Optional<PrecisionCost> cost = session.precision().isRounded()
                ? Optional.of(PrecisionCost.of(text, model, session, found))
                : Optional.empty();
        return new LanguageVerification.ByDifferences(error, cost);
    }

    private static double error(EmbeddingGradient loss, Tensor embeds, Tensor gradient, SplittableRandom random) {
        double[] direction = direction(gradient, random);
        double slope = 0;
        FloatBuffer g = gradient.floats();
        for (int i = 0; i < direction.length; i++) {
            slope += g.get(i) * direction[i];
        }
        double scale = norm(embeds);
        double best = Double.POSITIVE_INFINITY;
        for (double step : STEPS) {
            double h = step * scale / 10;
            double up = loss.at(moved(embeds, direction, h)).loss();
            double down = loss.at(moved(embeds, direction, -h)).loss();
            best = Math.min(best, Math.abs((up - down) / (2 * h) - slope) / Math.abs(slope));
        }
        return best;
    }

    /** Half along the gradient, so that the loss moves measurably, half at random, so that no part is left out. */
    private static double[] direction(Tensor gradient, SplittableRandom random) {
        double[] direction = new double[(int) gradient.size()];
        double length = norm(gradient);
        double spread = 1 / Math.sqrt(direction.length);
        for (int i = 0; i < direction.length; i++) {
            direction[i] = gradient.floats().get(i) / length + (random.nextBoolean() ? spread : -spread);
        }
        return direction;
    }

    private static double norm(Tensor tensor) {
        double sum = 0;
        for (float value : tensor.toFloatArray()) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static Tensor moved(Tensor tensor, double[] direction, double h) {
        Tensor moved = tensor.copy();
        FloatBuffer values = moved.floats();
        for (int i = 0; i < direction.length; i++) {
            values.put(i, (float) (values.get(i) + h * direction[i]));
        }
        return moved;
    }
}
