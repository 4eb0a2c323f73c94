package dev.graft.models.contrast;

import dev.graft.adapters.contrast.DualEncoder;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.text.TextEncoder;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.DualEncoderDescription;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.imagetext.ImageTextSimilarity;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model that compares images with texts: a frozen vision encoder, a frozen text encoder, and between them an adapter that
 * was trained as CLIP, SigLIP, Llip or CoCa are.
 *
 * <p>All methods may be called from many threads at once, but {@link #close} only when no call is under way.
 */
public final class DualEncoderModel implements ImageTextSimilarity, AutoCloseable {
    private static final String VISION = "vision encoder";
    private static final String TEXT = "text encoder";

    private final VisionEncoder vision;
    private final ImageProcessor processor;
    private final TextEncoder text;
    private final Tokenizer tokenizer;
    private final DualEncoderRunner runner;

    private DualEncoderModel(
            VisionEncoder vision,
            ImageProcessor processor,
            TextEncoder text,
            Tokenizer tokenizer,
            DualEncoderRunner runner) {
        this.vision = vision;
        this.processor = processor;
        this.text = text;
        this.tokenizer = tokenizer;
        this.runner = runner;
    }

    /** Opens a model folder on the CPU. */
    public static DualEncoderModel load(Path folder) {
        return load(folder, DualEncoderDescription.load(folder), SessionConfig.DEFAULT);
    }

    /**
     * Opens a model folder, as {@code graft train} writes it.
     *
     * @param description that of the folder, or one with parts in other places
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged, or a tower is not the one that it was
     *     trained with
     */
    public static DualEncoderModel load(Path folder, DualEncoderDescription description, SessionConfig session) {
        Path visionFolder = description.vision().locate(VISION, folder);
        Path textFolder = description.text().locate(TEXT, folder);
        try (OpenParts open = new OpenParts()) {
            VisionEncoder vision =
                    open.add(VisionEncoder.open(visionFolder, VisionFeatures.parse(description.features()), session));
            description.vision().require(VISION, BackboneReference.of(visionFolder, vision));
            TextEncoder text = open.add(TextEncoder.open(textFolder, description.pooling(), session));
            description.text().require(TEXT, BackboneReference.of(textFolder, text));
            Tokenizer tokenizer = open.add(Tokenizer.load(textFolder));
            DualEncoder network = description.network();
            Map<String, Tensor> weights = ModelFolder.weights(folder, description);
            DualEncoderRunner runner = open.add(
                    new DualEncoderRunner(network, weights, description.featureTokens(), vision.width(), session));
            ImageProcessor processor = ImageProcessor.load(visionFolder);
            return open.handOver(new DualEncoderModel(vision, processor, text, tokenizer, runner));
        }
    }

    /** What the vision encoder sees of an image file: {@code [1, feature tokens, vision width]}. */
    public Tensor features(Path image) {
        return vision.encode(processor.process(image));
    }

    @Override
    public Tensor imageVectors(Tensor features) {
        return runner.imageVectors(features);
    }

    @Override
    public Tensor textVectors(List<String> texts) {
        Tensor encoded = Tensor.allocate(ElementType.FLOAT, texts.size(), text.width());
        FloatBuffer into = encoded.floats();
        texts.forEach(each -> into.put(text.encode(each, tokenizer).floats()));
        return runner.textVectors(encoded);
    }

    @Override
    public Tensor similarities(Tensor imageVectors, Tensor textVectors) {
        return runner.similarities(imageVectors, textVectors);
    }

    @Override
    public boolean isContextual() {
        return runner.isContextual();
    }

    public VisionEncoder vision() {
        return vision;
    }

    public ImageProcessor processor() {
        return processor;
    }

    @Override
    public void close() {
        try (OpenParts parts = new OpenParts()) {
            List.of(vision, text, tokenizer, runner).forEach(parts::add);
        }
    }
}
