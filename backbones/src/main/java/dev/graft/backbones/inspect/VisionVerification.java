package dev.graft.backbones.inspect;

import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.TypedGraph;
import dev.graft.graph.Value;
import dev.graft.graph.autodiff.GradientCheck;
import dev.graft.graph.autodiff.Gradients;
import dev.graft.graph.rewrite.Specialization;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.safetensors.Safetensors;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Compares a vision encoder, and the gradient that Graft derives from its graph, with what PyTorch computed.
 *
 * @param featuresRelError largest difference of a feature, relative to the largest feature
 * @param gradientRelError the same of the gradient with respect to the pixels
 */
public record VisionVerification(double featuresRelError, double gradientRelError) {
    private static final String GRADIENT = "gradient";
    private static final String GRAD_WEIGHT = "grad_weight";
    private static final String LAST = "last_hidden_state";

    /**
     * Compares with a reference.
     *
     * @param encoder computes {@link VisionFeatures#LAST}
     * @param reference a safetensors file with {@code pixel_values}, {@code last_hidden_state}, {@code grad_weight} and
     *     {@code grad_pixel_values}, the gradient of {@code sum(last_hidden_state * grad_weight)}
     */
    public static VisionVerification against(VisionEncoder encoder, Path reference, SessionConfig session) {
        if (!encoder.features().equals(VisionFeatures.LAST)) {
            throw new IllegalArgumentException("a reference holds the features '" + VisionFeatures.LAST
                    + "', the encoder was opened for '" + encoder.features() + "'");
        }
        Map<String, Tensor> golden = Safetensors.read(reference);
        return ReferenceFile.about(reference, () -> against(encoder, golden, reference, session));
    }

    private static VisionVerification against(
            VisionEncoder encoder, Map<String, Tensor> golden, Path reference, SessionConfig session) {
        Tensor pixels = required(golden, reference, VisionEncoder.PIXELS);
        Tensor expected = asTokens(required(golden, reference, LAST));
        Tensor weight = asTokens(required(golden, reference, GRAD_WEIGHT));
        Tensor found = encoder.encode(pixels);
        if (!Arrays.equals(found.shape(), expected.shape())) {
            throw new ModelFileException(
                    reference,
                    "'" + LAST + "' is " + expected + ", the encoder computes " + found
                            + "; the reference belongs to another model");
        }
        Tensor gradient = gradient(encoder, pixels, weight, session);
        return new VisionVerification(
                LanguageVerification.relativeError(found, expected),
                LanguageVerification.relativeError(gradient, required(golden, reference, "grad_pixel_values")));
    }

    /** Checks the derived gradient with respect to the pixels against finite differences at a random image. */
    public static GradientCheck byDifferences(VisionEncoder encoder, long seed, SessionConfig session) {
        long[] image = encoder.imageShape();
        int batch = Math.max(1, encoder.fixedBatch());
        Tensor pixels = Tensor.allocate(ElementType.FLOAT, batch, image[0], image[1], image[2]);
        Random random = new Random(seed);
        FloatBuffer values = pixels.floats();
        while (values.hasRemaining()) {
            values.put((float) random.nextGaussian());
        }
        Map<String, Tensor> feeds = Map.of(VisionEncoder.PIXELS, pixels);
        return GradientCheck.of(
                encoder.graph(), feeds, VisionEncoder.FEATURES, VisionEncoder.PIXELS, random.nextLong(), session);
    }

    private static Tensor gradient(VisionEncoder encoder, Tensor pixels, Tensor weight, SessionConfig session) {
        try (Session backward = backward(encoder, pixels.shape(), session)) {
            return backward.run(Map.of(VisionEncoder.PIXELS, pixels, GRAD_WEIGHT, weight))
                    .get(GRADIENT);
        }
    }

    /** The derived graph for as few images as the encoder takes, ready to run. */
    static Session backward(VisionEncoder encoder, SessionConfig session) {
        long[] image = encoder.imageShape();
        long batch = Math.max(1, encoder.fixedBatch());
        return backward(encoder, new long[] {batch, image[0], image[1], image[2]}, session);
    }

    private static Session backward(VisionEncoder encoder, long[] pixels, SessionConfig session) {
        TypedGraph forward = Specialization.of(encoder.graph(), Map.of(VisionEncoder.PIXELS, pixels));
        GraphBuilder g = forward.toBuilder();
        long[] features = forward.type(VisionEncoder.FEATURES).shape().sizes();
        Value seed = g.input(
                GRAD_WEIGHT, ElementType.FLOAT, Arrays.stream(features).boxed().toArray());
        Value gradient = Gradients.append(
                        g,
                        forward.graph(),
                        forward.types(),
                        Map.of(VisionEncoder.FEATURES, seed),
                        List.of(VisionEncoder.PIXELS))
                .get(VisionEncoder.PIXELS);
        g.scope("").output(GRADIENT, gradient);
        return Session.open(g.build().withOutputNames(List.of(GRADIENT)).pruned(), session);
    }

    private static Tensor required(Map<String, Tensor> golden, Path reference, String name) {
        Tensor tensor = golden.get(name);
        if (tensor == null) {
            throw new ModelFileException(
                    reference,
                    "a reference of a vision encoder needs a tensor '" + name + "', found " + golden.keySet());
        }
        return tensor;
    }

    /** {@code [batch, tokens, width]} from a sequence, or from a feature map {@code [batch, channels, height, width]}. */
    static Tensor asTokens(Tensor reference) {
        if (reference.rank() == 3) {
            return reference;
        }
        long batch = reference.dim(0);
        long width = reference.dim(1);
        long places = reference.size() / batch / width;
        float[] values = reference.toFloatArray();
        float[] tokens = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            long place = i % places;
            long channel = i / places % width;
            long image = i / places / width;
            tokens[(int) ((image * places + place) * width + channel)] = values[i];
        }
        return Tensor.of(tokens, batch, places, width);
    }
}
