package dev.graft.backbones.inspect;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.precision.Precision;
import dev.graft.graph.runtime.SessionConfig;
import java.util.SplittableRandom;

/**
 * What a precision changes of a language model's loss and gradient on a random text, against single precision.
 *
 * @param lossDifference of the loss, relative to it
 * @param gradientCosine the cosine of the angle between both gradients; 1 for one direction
 * @param gradientDeviation the length of their difference, relative to that in single precision
 */
public record PrecisionCost(double lossDifference, double gradientCosine, double gradientDeviation) {
    /** Of the precision of a configuration. */
    public static PrecisionCost of(LanguageModel model, SessionConfig session) {
        RandomText text = RandomText.of(model, new SplittableRandom(1), single(session));
        return of(text, model, session, text.at(model, session));
    }

    /**
     * As the other, of what was computed already.
     *
     * @param text embedded in single precision
     * @param found its loss and gradient in the precision of the configuration
     */
    static PrecisionCost of(
            RandomText text, LanguageModel model, SessionConfig session, EmbeddingGradient.Result found) {
        return of(text.at(model, single(session)), found);
    }

    static SessionConfig single(SessionConfig session) {
        return session.withPrecision(Precision.FLOAT32);
    }

    private static PrecisionCost of(EmbeddingGradient.Result exact, EmbeddingGradient.Result found) {
        float[] a = exact.gradient().toFloatArray();
        float[] b = found.gradient().toFloatArray();
        double squares = 0;
        double others = 0;
        double product = 0;
        double differences = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (double) a[i] * a[i];
            others += (double) b[i] * b[i];
            product += (double) a[i] * b[i];
            differences += Math.pow((double) a[i] - b[i], 2);
        }
        return new PrecisionCost(
                Math.abs(found.loss() - exact.loss()) / Math.abs(exact.loss()),
                product / Math.sqrt(squares * others),
                Math.sqrt(differences / squares));
    }
}
