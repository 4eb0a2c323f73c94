package dev.graft.models.contrast;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.text.TextEncoder;
import dev.graft.backbones.text.TextPooling;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.ComparingModel;
import dev.graft.models.folder.Places;
import dev.graft.models.folder.SharedVision;
import dev.graft.models.folder.TwoTowerFolder;
import dev.graft.models.folder.VisionPart;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A trained CLIP, SigLIP or the like as it was published, without anything of Graft's: two frozen towers whose vectors of images
 * and texts are compared by their cosine. See {@link TwoTowerFolder} for what a folder of it holds.
 */
public final class TwoTowerModel extends SharedVision implements ComparingModel {
    private final TextTower text;
    private final Optional<LogitScale> logitScale;

    private TwoTowerModel(VisionPart vision, TextTower text, Optional<LogitScale> logitScale) {
        super(vision);
        this.text = text;
        this.logitScale = logitScale;
    }

    /** Opens a folder on the CPU. */
    public static TwoTowerModel load(Path folder) {
        return load(folder, Places.AS_DESCRIBED, SessionConfig.DEFAULT);
    }

    /**
     * Opens a folder.
     *
     * @param place the folder, or the ONNX file that holds both towers
     * @param places where a tower lies, if not there
     * @throws ModelFileException if a file is missing or damaged, a tower gives no vector in the space of both, or the two give
     *     vectors of different widths
     */
    public static TwoTowerModel load(Path place, Places places, SessionConfig session) {
        BackbonePlace both = BackbonePlace.of(place);
        BackbonePlace seen = places.vision().orElse(both);
        BackbonePlace read = places.text().orElse(both);
        try (OpenParts open = new OpenParts()) {
            VisionEncoder encoder = open.add(VisionEncoder.open(seen, VisionFeatures.EMBEDS, session));
            ImageProcessor processor = ImageProcessor.load(seen.folder());
            encoder.requireImagesOf(processor);
            TextEncoder text = open.add(TextEncoder.open(read, TextPooling.EMBEDS, session));
            if (text.width() != encoder.width()) {
                throw new ModelFileException(
                        place,
                        "gives vectors of width " + encoder.width() + " of images ("
                                + encoder.files().get(0) + ") and "
                                + text.width() + " of texts (" + text.files().get(0)
                                + "), which cannot be compared; export both towers of one model with their projections");
            }
            Tokenizer tokenizer = open.add(Tokenizer.load(read.folder()));
            List<Path> models = new ArrayList<>(encoder.files());
            models.addAll(text.files());
            Optional<LogitScale> scale = LogitScale.find(both.folder(), models);
            return open.handOver(
                    new TwoTowerModel(new VisionPart(encoder, processor), new TextTower(text, tokenizer), scale));
        }
    }

    /** What logits are made with; empty where nothing in the folder has it, and then cosines are all there is. */
    public Optional<LogitScale> logitScale() {
        return logitScale;
    }

    /** Unit vectors {@code [images, width]}. */
    @Override
    public Tensor imageVectors(Tensor features) {
        return use.whenOpen(() -> UnitRows.of(features.floats(), Math.toIntExact(features.dim(0)), text.width()));
    }

    /** Unit vectors {@code [texts, width]}. */
    @Override
    public Tensor textVectors(List<String> texts) {
        return use.whenOpen(() -> UnitRows.of(text.encode(texts).floats(), texts.size(), text.width()));
    }

    @Override
    public Tensor similarities(Tensor imageVectors, Tensor textVectors) {
        return use.whenOpen(() -> UnitRows.products(imageVectors, textVectors));
    }

    @Override
    public void close() {
        use.close(vision, text);
    }
}
