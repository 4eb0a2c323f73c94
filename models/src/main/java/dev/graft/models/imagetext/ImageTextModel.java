package dev.graft.models.imagetext;

import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.ComparingModel;
import dev.graft.models.TrainedModel;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.ImageTextDescription;
import dev.graft.models.folder.ModelFolder;
import dev.graft.models.folder.SharedVision;
import dev.graft.models.folder.VisionPart;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that says how well images and texts go together: a frozen vision encoder and a Q-Former after BLIP-2's first stage.
 * No language model takes part but for its tokenizer, if the texts are in its tokens.
 *
 * <pre>{@code
 * try (ImageTextModel model = ImageTextModel.load(Path.of("first"))) {
 *     Tensor images = model.imageVectors(model.features(Path.of("photo.png")));
 *     Tensor texts = model.textVectors(List.of("a cat", "a dog"));
 *     System.out.println(model.similarities(images, texts));
 * }
 * }</pre>
 */
public final class ImageTextModel extends SharedVision implements ComparingModel, TrainedModel {
    private static final String TOKENIZER = "tokenizer";

    private final ImageTextDescription description;
    private final Tokenizer tokenizer;
    private final ImageTextRunner runner;

    private ImageTextModel(
            ImageTextDescription description, VisionPart vision, Tokenizer tokenizer, ImageTextRunner runner) {
        super(vision);
        this.description = description;
        this.tokenizer = tokenizer;
        this.runner = runner;
    }

    /** Opens a model folder on the CPU. */
    public static ImageTextModel load(Path folder) {
        return load(folder, ImageTextDescription.load(folder), SessionConfig.DEFAULT);
    }

    /**
     * Opens a model folder, as {@code graft train} writes it after the objective {@code blip2_stage1}.
     *
     * @param description that of the folder, or one with parts in other places
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged, or the vision encoder or the tokenizer is
     *     not the one that it was trained with
     */
    public static ImageTextModel load(Path folder, ImageTextDescription description, SessionConfig session) {
        Path tokenizerFolder = description.tokenizer().locate(TOKENIZER, folder).folderOf("a tokenizer");
        try (OpenParts open = new OpenParts()) {
            VisionPart vision = open.add(VisionPart.open(folder, description, session));
            Tokenizer tokenizer = open.add(Tokenizer.load(tokenizerFolder));
            BackboneReference found = BackboneReference.ofTokenizer(
                    tokenizerFolder, tokenizerFolder.getFileName().toString(), tokenizer);
            description.tokenizer().requireFiles(TOKENIZER, found);
            Map<String, Tensor> weights = ModelFolder.weights(folder, description);
            QFormerText text = new QFormerText(tokenizer, description.textTokens(), description.cleanCaptions());
            ImageTextRunner runner = open.add(
                    new ImageTextRunner(description.network(), weights, text, description.featureTokens(), session));
            return open.handOver(new ImageTextModel(description, vision, tokenizer, runner));
        }
    }

    @Override
    public ImageTextDescription description() {
        return description;
    }

    @Override
    public Tensor imageVectors(Tensor features) {
        return use.whenOpen(() -> runner.imageVectors(features));
    }

    @Override
    public Tensor textVectors(List<String> texts) {
        return use.whenOpen(() -> runner.textVectors(texts));
    }

    @Override
    public Tensor similarities(Tensor imageVectors, Tensor textVectors) {
        return use.whenOpen(() -> runner.similarities(imageVectors, textVectors));
    }

    @Override
    public Optional<Matching> matching() {
        return Optional.of((features, texts) -> use.whenOpen(() -> runner.matches(features, texts)));
    }

    @Override
    public void close() {
        use.close(vision, tokenizer, runner);
    }
}
