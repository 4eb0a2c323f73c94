package dev.graft.models.contrast;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.text.TextEncoder;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.ComparingModel;
import dev.graft.models.TrainedModel;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.DualEncoderDescription;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.SharedUse;
import dev.graft.models.folder.VisionPart;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model that compares images with texts: a frozen vision encoder, a frozen text encoder, and between them an adapter that
 * was trained as CLIP, SigLIP, Llip or CoCa are.
 */
public final class DualEncoderModel implements ComparingModel, TrainedModel {
    private static final String TEXT = "text encoder";

    private final DualEncoderDescription description;
    private final VisionPart vision;
    private final TextEncoder text;
    private final Tokenizer tokenizer;
    private final DualEncoderRunner runner;
    private final SharedUse use = new SharedUse();

    private DualEncoderModel(
            DualEncoderDescription description,
            VisionPart vision,
            TextEncoder text,
            Tokenizer tokenizer,
            DualEncoderRunner runner) {
        this.description = description;
        this.vision = vision;
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
        BackbonePlace place = description.text().locate(TEXT, folder);
        try (OpenParts open = new OpenParts()) {
            VisionPart vision = open.add(VisionPart.open(folder, description, session));
            TextEncoder text = open.add(TextEncoder.open(place, description.pooling(), session));
            description.text().require(TEXT, BackboneReference.of(place, text));
            Tokenizer tokenizer = open.add(Tokenizer.load(place.folder()));
            Map<String, Tensor> weights = ModelFolder.weights(folder, description);
            DualEncoderRunner runner = open.add(new DualEncoderRunner(
                    description.network(),
                    weights,
                    description.featureTokens(),
                    vision.encoder().width(),
                    session));
            return open.handOver(new DualEncoderModel(description, vision, text, tokenizer, runner));
        }
    }

    @Override
    public DualEncoderDescription description() {
        return description;
    }

    @Override
    public VisionEncoder vision() {
        return vision.encoder();
    }

    @Override
    public ImageProcessor processor() {
        return vision.processor();
    }

    @Override
    public Tensor features(Path image) {
        return use.whenOpen(() -> vision.features(image));
    }

    @Override
    public Tensor imageVectors(Tensor features) {
        return use.whenOpen(() -> runner.imageVectors(features));
    }

    @Override
    public Tensor textVectors(List<String> texts) {
        return use.whenOpen(() -> {
            Tensor encoded = Tensor.allocate(ElementType.FLOAT, texts.size(), text.width());
            FloatBuffer into = encoded.floats();
            texts.forEach(each -> into.put(text.encode(each, tokenizer).floats()));
            return runner.textVectors(encoded);
        });
    }

    @Override
    public Tensor similarities(Tensor imageVectors, Tensor textVectors) {
        return use.whenOpen(() -> runner.similarities(imageVectors, textVectors));
    }

    @Override
    public boolean isContextual() {
        return runner.isContextual();
    }

    @Override
    public void close() {
        use.close(vision, text, tokenizer, runner);
    }
}
