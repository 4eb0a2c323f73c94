package dev.graft.models.contrast;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.text.TextEncoder;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.ComparingModel;
import dev.graft.models.TrainedModel;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.DualEncoderDescription;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.SharedVision;
import dev.graft.models.folder.VisionPart;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model that compares images with texts: a frozen vision encoder, a frozen text encoder, and between them an adapter that
 * was trained as CLIP, SigLIP, Llip or CoCa are.
 */
public final class DualEncoderModel extends SharedVision implements ComparingModel, TrainedModel {
    private static final String TEXT = "text encoder";

    private final DualEncoderDescription description;
    private final TextTower text;
    private final DualEncoderRunner runner;

    private DualEncoderModel(
            DualEncoderDescription description, VisionPart vision, TextTower text, DualEncoderRunner runner) {
        super(vision);
        this.description = description;
        this.text = text;
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
            return open.handOver(new DualEncoderModel(description, vision, new TextTower(text, tokenizer), runner));
        }
    }

    @Override
    public DualEncoderDescription description() {
        return description;
    }

    @Override
    public Tensor imageVectors(Tensor features) {
        return use.whenOpen(() -> runner.imageVectors(features));
    }

    @Override
    public Tensor textVectors(List<String> texts) {
        return use.whenOpen(() -> runner.textVectors(text.encode(texts)));
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
        use.close(vision, text, runner);
    }
}
