package dev.graft.backbones.vision;

import dev.graft.backbones.folder.VisionConfig;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.graph.Graph;
import dev.graft.graph.ValueInfo;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Shape;
import dev.graft.tensors.TensorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The input of a vision encoder that takes the pixels.
 *
 * @param info {@code [batch, channels, height, width]} as declared in the file
 * @param height of the images that the encoder was made for
 * @param width of the images that the encoder was made for
 * @param sizeKnown whether anything told the height and width; otherwise they are usual numbers
 */
public record ImageInput(ValueInfo info, int height, int width, boolean sizeKnown) {
    private static final int USUAL_SIZE = 224;

    private static final String DYNAMIC = "export the encoder with dynamic height and width";

    /** Types of encoders that take a picture of any size; that of one patch is the smallest. */
    private static final List<String> ANY_SIZE = List.of("pixtral");

    /**
     * Finds the input of a graph. Its size is looked for in the graph, in the preprocessing, in the configuration: DINOv2's
     * says 518 pixels, for which it was trained, while its images are prepared with 224.
     */
    public static ImageInput of(Path file, Graph graph, VisionConfig config, Path folder) {
        ValueInfo info = find(file, graph);
        long fixedHeight = info.type().shape().dim(2).size();
        long fixedWidth = info.type().shape().dim(3).size();
        if (fixedHeight > 0 && fixedWidth > 0) {
            return new ImageInput(info, Math.toIntExact(fixedHeight), Math.toIntExact(fixedWidth), true);
        }
        if (ANY_SIZE.contains(config.modelType()) && !config.patchSize().isEmpty()) {
            // Its image_size is the largest that it was trained with.
            List<Integer> patch = config.patchSize();
            return new ImageInput(info, patch.get(0), patch.get(1), false);
        }
        List<Integer> stated = prepared(folder).orElse(config.imageSize());
        return stated.isEmpty()
                ? new ImageInput(info, USUAL_SIZE, USUAL_SIZE, false)
                : new ImageInput(info, stated.get(0), stated.get(1), true);
    }

    /** The same with pictures of whole blocks, one at least. */
    ImageInput inBlocks(int block) {
        return new ImageInput(info, Math.max(1, height / block) * block, Math.max(1, width / block) * block, sizeKnown);
    }

    /** The size that pictures are prepared to; empty where nothing tells, or it differs from picture to picture. */
    private static Optional<List<Integer>> prepared(Path folder) {
        try {
            return Files.isRegularFile(folder.resolve("preprocessor_config.json"))
                    ? ImageProcessor.load(folder).outputSize().map(size -> List.of(size[0], size[1]))
                    : Optional.empty();
        } catch (ModelFileException e) {
            return Optional.empty(); // who prepares pictures with it will say what is wrong
        }
    }

    /** Pictures of one size, which no encoder reads. */
    public static ImageInput ofPictures(int height, int width) {
        TensorType type = TensorType.of(ElementType.FLOAT, "batch", 3, height, width);
        return new ImageInput(new ValueInfo(VisionEncoder.PIXELS, type), height, width, true);
    }

    private static ValueInfo find(Path file, Graph graph) {
        List<ValueInfo> images =
                graph.inputs().stream().filter(ImageInput::mayBeImage).toList();
        return images.stream()
                .filter(info -> info.name().equals(VisionEncoder.PIXELS))
                .findFirst()
                .or(() -> images.size() == 1 ? images.stream().findFirst() : Optional.empty())
                .orElseThrow(() -> new ModelFileException(
                        file,
                        "a vision encoder takes '"
                                + VisionEncoder.PIXELS
                                + "' [batch, channels, height, width] of real numbers, this graph takes "
                                + graph.inputNames()));
    }

    public static boolean mayBeImage(ValueInfo info) {
        return info.type() != null
                && info.type().shape() != null
                && info.type().shape().rank() == 4
                && info.type().element().isFloatingPoint();
    }

    /** What is wrong with the images that a processor makes; empty where they fit. */
    Optional<String> misfit(ImageProcessor processor) {
        Optional<int[]> made = processor.outputSize();
        boolean fits =
                made.map(size -> isOf(2, size[0]) && isOf(3, size[1])).orElse(!isFixed() || !processor.sizesVary());
        return fits
                ? Optional.empty()
                : Optional.of("takes images of " + height + " x " + width + " pixels and no others, and "
                        + "preprocessor_config.json makes them "
                        + made.map(size -> size[0] + " x " + size[1] + "; change it there, or " + DYNAMIC)
                                .orElseGet(() -> "of many sizes: " + remedy(processor)));
    }

    private static String remedy(ImageProcessor processor) {
        return processor.keepsNativeSize()
                ? "it leaves each in nearly its own, and no \"size\" there changes that; take the preprocessor_config.json of"
                        + " this encoder, or " + DYNAMIC
                : "it resizes them and makes no square of them; let \"size\" there say height and width, or set"
                        + " \"do_center_crop\" with a \"crop_size\", as the encoder was trained, or " + DYNAMIC;
    }

    private boolean isFixed() {
        return info.type().shape().dim(2).isKnown()
                || info.type().shape().dim(3).isKnown();
    }

    private boolean isOf(int axis, int size) {
        Shape.Dim dim = info.type().shape().dim(axis);
        return !dim.isKnown() || dim.size() == size;
    }

    /** The type of the pixels in the file. */
    public ElementType element() {
        return info.type().element();
    }

    /** The number of images that the file fixes a batch to, or -1 where any number will do. */
    public int fixedBatch() {
        return Math.toIntExact(info.type().shape().dim(0).size());
    }

    public int channels() {
        Shape.Dim channels = info.type().shape().dim(1);
        return channels.isKnown() ? Math.toIntExact(channels.size()) : 3;
    }

    /** The shape of one batch, as small as the file allows. */
    public long[] smallestShape() {
        return new long[] {Math.max(1, fixedBatch()), channels(), height, width};
    }
}
