package dev.graft.models.imagetext;

import dev.graft.adapters.qformer.ImageTextNetwork;
import dev.graft.backbones.image.ImageProcessor;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.folder.BackboneReference;
import dev.graft.models.folder.ImageTextDescription;
import dev.graft.models.folder.ModelFolder;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model that says how well images and texts go together: a frozen vision encoder and a Q-Former after BLIP-2's first stage.
 * No language model takes part but for its tokenizer, if the texts are in its tokens.
 *
 * <pre>{@code
 * try (ImageTextModel model = ImageTextModel.load(Path.of("first"))) {
 *     Tensor features = model.features(Path.of("photo.png"));
 *     Tensor images = model.runner().imageVectors(features);
 *     Tensor texts = model.runner().textVectors(List.of("a cat", "a dog"));
 *     System.out.println(model.runner().similarities(images, texts));
 * }
 * }</pre>
 *
 * <p>All methods may be called from many threads at once, but {@link #close} only when no call is under way.
 */
public final class ImageTextModel implements AutoCloseable {
    private static final String VISION = "vision encoder";
    private static final String TOKENIZER = "tokenizer";

    private final VisionEncoder vision;
    private final ImageProcessor processor;
    private final Tokenizer tokenizer;
    private final ImageTextRunner runner;

    private ImageTextModel(
            VisionEncoder vision, ImageProcessor processor, Tokenizer tokenizer, ImageTextRunner runner) {
        this.vision = vision;
        this.processor = processor;
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
        Path visionFolder = description.vision().locate(VISION, folder);
        Path tokenizerFolder = description.tokenizer().locate(TOKENIZER, folder);
        try (OpenParts open = new OpenParts()) {
            VisionEncoder vision =
                    open.add(VisionEncoder.open(visionFolder, VisionFeatures.parse(description.features()), session));
            description.vision().require(VISION, BackboneReference.of(visionFolder, vision));
            Tokenizer tokenizer = open.add(Tokenizer.load(tokenizerFolder));
            BackboneReference found = BackboneReference.ofTokenizer(
                    tokenizerFolder, tokenizerFolder.getFileName().toString(), tokenizer);
            description.tokenizer().requireFiles(TOKENIZER, found);
            ImageTextNetwork network = description.network();
            Map<String, Tensor> weights = ModelFolder.weights(folder, description);
            QFormerText text = new QFormerText(tokenizer, description.textTokens(), description.cleanCaptions());
            ImageTextRunner runner =
                    open.add(new ImageTextRunner(network, weights, text, description.featureTokens(), session));
            ImageProcessor processor = ImageProcessor.load(visionFolder);
            return open.handOver(new ImageTextModel(vision, processor, tokenizer, runner));
        }
    }

    /** What the vision encoder sees of an image file: {@code [1, feature tokens, vision width]}. */
    public Tensor features(Path image) {
        return vision.encode(processor.process(image));
    }

    /** What compares and matches. */
    public ImageTextRunner runner() {
        return runner;
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
            List.of(vision, tokenizer, runner).forEach(parts::add);
        }
    }
}
