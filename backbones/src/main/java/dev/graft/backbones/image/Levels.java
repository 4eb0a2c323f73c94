package dev.graft.backbones.image;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of the 256 levels of each channel: {@code (level * scale - offset - mean) / deviation}.
 *
 * <p>The steps are rounded to single precision one after the other, the product from double precision, as Hugging Face's
 * processors do with NumPy, so that the values are the same to the last bit.
 *
 * @param scale the factor; absent: the levels stay 0 to 255
 * @param offset whether 1 is taken off after scaling (EfficientNet's {@code rescale_offset})
 * @param normalizations means and deviations, applied in order
 */
record Levels(Double scale, boolean offset, List<Normalization> normalizations) {
    /** Means and standard deviations of the three channels. */
    record Normalization(List<Double> mean, List<Double> deviation) {
        Normalization {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            if (mean.size() != 3 || deviation.size() != 3) {
                throw new InvalidInputException("three means and deviations, not " + mean + " and " + deviation);
            }
        }
    }

    Levels {
        normalizations = List.copyOf(normalizations);
    }

    /** The values of a channel's 256 levels. */
    float[] table(int channel) {
        float[] table = new float[256];
        for (int level = 0; level < 256; level++) {
            float value = scale == null ? level : (float) (level * scale);
            if (offset) {
                value -= 1;
            }
            for (Normalization normalization : normalizations) {
                value = (value - normalization.mean.get(channel).floatValue())
                        / normalization.deviation.get(channel).floatValue();
            }
            table[level] = value;
        }
        return table;
    }

    /** A text that is the same exactly when the values are. */
    String fingerprint() {
        List<String> steps = new ArrayList<>();
        steps.add("scale=" + (scale == null ? "none" : scale));
        if (offset) {
            steps.add("offset=1");
        }
        for (Normalization normalization : normalizations) {
            steps.add("mean=" + normalization.mean + " std=" + normalization.deviation);
        }
        return String.join(" ", steps);
    }
}
