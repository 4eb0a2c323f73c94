package dev.graft.backbones.vision;

import dev.graft.backbones.folder.VisionConfig;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The graph {@code pixel_values [batch, channels, height, width] -> features [batch, tokens, width]}, both FLOAT
 * whatever the precision of the file.
 *
 * @param tokens the number of tokens of an image of the encoder's own size
 * @param width the width of a token
 */
public record FeatureGraph(Graph graph, int tokens, int width) {
    /** Published encoders have at most a class, a distillation and 8 register tokens. */
    private static final long MOST_PREFIX_TOKENS = 16;

    public static FeatureGraph of(
            Path file, Graph model, VisionConfig config, ImageInput image, VisionFeatures features) {
        VisionOutputs outputs = new VisionOutputs(file, model, config, image);
        if (features.layers().size() > 1) {
            requireAlike(file, outputs, image, features);
        }
        Graph part = outputs.part(features);
        String value = part.outputNames().get(0);
        TensorType type = typeOf(part, image, value);
        Sizes sizes = Sizes.of(file, value, type, features);
        long dropped = features.classToken() || sizes.isMap() ? 0 : prefix(file, sizes.tokens(), config, image, part);
        GraphBuilder builder = new GraphBuilder(model.name());
        Value pixels = builder.input(VisionEncoder.PIXELS, ElementType.FLOAT, dims(image))
                .cast(image.element());
        builder.include(part, Map.of(image.info().name(), pixels));
        Value found = new Value(builder, part.outputNames().get(0), type.element()).cast(ElementType.FLOAT);
        Value tokens = sizes.asTokens(found);
        builder.output(VisionEncoder.FEATURES, dropped == 0 ? tokens : tokens.slice(dropped, Long.MAX_VALUE, 1));
        return new FeatureGraph(
                builder.build(), Math.toIntExact(sizes.tokens() - dropped), Math.toIntExact(sizes.width()));
    }

    /** The vectors of layers can be joined where all have as many of them. */
    private static void requireAlike(Path file, VisionOutputs outputs, ImageInput image, VisionFeatures features) {
        List<long[]> shapes = new ArrayList<>();
        for (int layer : features.layers()) {
            String value = outputs.layer(layer);
            shapes.add(typeOf(outputs.part(value), image, value).shape().sizes());
        }
        long[] first = shapes.get(0);
        if (shapes.stream().anyMatch(sizes -> sizes.length != 3 || sizes[1] != first[1])) {
            throw new ModelFileException(
                    file,
                    "the features '" + features
                            + "' join layers, which should all be [batch, tokens, width] with as many tokens, found "
                            + String.join(
                                    ", ", shapes.stream().map(Arrays::toString).toList()) + "; choose one layer");
        }
    }

    /** Pictures as they come, every pixel a vector of its colours. */
    static FeatureGraph ofPixels(ImageInput image) {
        GraphBuilder builder = new GraphBuilder("pixels");
        Value pixels = builder.input(VisionEncoder.PIXELS, ElementType.FLOAT, dims(image));
        builder.output(VisionEncoder.FEATURES, pixels.reshape(0, 0, -1).transpose(0, 2, 1));
        return new FeatureGraph(builder.build(), Math.multiplyExact(image.height(), image.width()), image.channels());
    }

    private static Object[] dims(ImageInput image) {
        List<Object> dims = new ArrayList<>();
        String[] names = {"batch", "channels", "height", "width"};
        for (int axis = 0; axis < names.length; axis++) {
            Shape.Dim dim = image.info().type().shape().dim(axis);
            dims.add(dim.isKnown() ? (Object) dim.size() : names[axis]);
        }
        return dims.toArray();
    }

    /** The type of a value for one image of the encoder's own size; found by a run where the graph does not tell. */
    private static TensorType typeOf(Graph part, ImageInput image, String value) {
        String pixels = image.info().name();
        Graph fixed = part.withInputShapes(Map.of(pixels, image.smallestShape()));
        TensorType type = TypeInference.infer(fixed).get(value);
        if (type != null && type.shape().isStatic()) {
            return type;
        }
        try (Session session = Session.open(fixed, SessionConfig.DEFAULT.withPrepack(false))) {
            Tensor zeros = Tensor.allocate(image.element(), image.smallestShape());
            Tensor result = session.run(Map.of(pixels, zeros)).get(value);
            return new TensorType(result.type(), Shape.of(result.shape()));
        }
    }

    /** The number of tokens before those of the patches. */
    private static long prefix(Path file, long tokens, VisionConfig config, ImageInput image, Graph part) {
        List<Integer> patch = config.patchSize().isEmpty() ? PatchEmbedding.size(part, image) : config.patchSize();
        if (patch.isEmpty()) {
            throw new ModelFileException(
                    file,
                    "cannot tell which of the " + tokens + " tokens are patches: "
                            + "neither config.json states a patch_size nor does the graph cut patches by a convolution; "
                            + "keep the class token");
        }
        long prefix = tokens - patches(image, patch, 0);
        // Each stage of a hierarchical encoder halves height and width, and none adds tokens.
        for (int stage = 1; stage < config.depths().size() && prefix != 0; stage++) {
            prefix = tokens == patches(image, patch, stage) ? 0 : -1;
        }
        if (prefix < 0 || prefix > MOST_PREFIX_TOKENS) {
            throw new ModelFileException(
                    file,
                    "cannot tell which of the " + tokens + " tokens are patches: "
                            + image.height() + "x" + image.width() + " pixels in patches of " + patch + " make "
                            + patches(image, patch, 0) + "; keep the class token");
        }
        return prefix;
    }

    private static long patches(ImageInput image, List<Integer> patch, int halvings) {
        return (long) (image.height() / patch.get(0) >> halvings) * (image.width() / patch.get(1) >> halvings);
    }

    /** How the axes of a value are to be read. */
    private record Sizes(int rank, long tokens, long width) {
        static Sizes of(Path file, String value, TensorType type, VisionFeatures features) {
            long[] sizes = type.shape().sizes();
            return switch (sizes.length) {
                case 2 -> new Sizes(2, 1, sizes[1]);
                case 3 -> new Sizes(3, sizes[1], sizes[2]);
                case 4 -> new Sizes(4, sizes[2] * sizes[3], sizes[1]);
                default ->
                    throw new ModelFileException(
                            file,
                            "the features '" + features + "', value '" + value
                                    + "', should be [batch, width], [batch, tokens, width] or [batch, channels, height, width],"
                                    + " found " + Arrays.toString(sizes));
            };
        }

        boolean isMap() {
            return rank != 3;
        }

        Value asTokens(Value value) {
            return switch (rank) {
                case 2 -> value.unsqueeze(1);
                case 3 -> value;
                default -> value.reshape(0, 0, -1).transpose(0, 2, 1);
            };
        }
    }
}
