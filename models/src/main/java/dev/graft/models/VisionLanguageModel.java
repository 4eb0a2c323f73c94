package dev.graft.models;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.FileHash;
import dev.graft.backbones.GenerationOptions;
import dev.graft.backbones.ImageProcessor;
import dev.graft.backbones.Images;
import dev.graft.backbones.LanguageModel;
import dev.graft.backbones.TokenListener;
import dev.graft.backbones.Tokenizer;
import dev.graft.backbones.VisionEncoder;
import dev.graft.backbones.VisionFeatures;
import dev.graft.graph.ElementType;
import dev.graft.graph.Tensor;
import dev.graft.graph.runtime.SessionConfig;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model that answers questions about images: a frozen vision encoder, a trained adapter and a frozen language model.
 *
 * <pre>{@code
 * try (VisionLanguageModel model = VisionLanguageModel.load(Path.of("my-model"))) {
 *     System.out.println(model.ask(Path.of("photo.png"), "what is in the picture?"));
 * }
 * }</pre>
 *
 * <p>All methods may be called from many threads at once.
 */
public final class VisionLanguageModel implements AutoCloseable {
    /** Tokens that an answer has at most unless told otherwise. */
    public static final int DEFAULT_ANSWER_TOKENS = 32;

    private final VisionEncoder vision;
    private final ImageProcessor processor;
    private final AdapterRunner adapter;
    private final LanguageModel language;
    private final Tokenizer tokenizer;
    private final PromptTemplate prompt;

    /** Takes over all parts; closing the model closes them. */
    public VisionLanguageModel(
            VisionEncoder vision,
            ImageProcessor processor,
            AdapterRunner adapter,
            LanguageModel language,
            Tokenizer tokenizer,
            PromptTemplate prompt) {
        this.vision = vision;
        this.processor = processor;
        this.adapter = adapter;
        this.language = language;
        this.tokenizer = tokenizer;
        this.prompt = prompt;
    }

    /** Opens a model folder on the CPU. */
    public static VisionLanguageModel load(Path folder) {
        return load(folder, SessionConfig.DEFAULT);
    }

    /**
     * Opens a model folder, as {@code graft train} writes it.
     *
     * @throws dev.graft.graph.ModelFileException if a file is missing or damaged, or a backbone is not the one that the
     *     adapter was trained with
     */
    public static VisionLanguageModel load(Path folder, SessionConfig session) {
        ModelDescription description = ModelDescription.load(folder);
        Path visionFolder = folder.resolve(description.vision().path()).normalize();
        Path languageFolder = folder.resolve(description.language().path()).normalize();
        VisionEncoder vision = VisionEncoder.open(visionFolder, VisionFeatures.parse(description.features()), session);
        LanguageModel language = LanguageModel.open(languageFolder, session);
        description.vision().require("vision encoder", visionFolder, vision.id(), vision.sha256(), vision.width());
        description
                .language()
                .require(
                        "language model",
                        languageFolder,
                        language.config().id(),
                        FileHash.sha256(language.files()),
                        language.width());
        Adapter adapter = description.adapter().create(vision.width(), description.featureTokens(), language.width());
        Map<String, Tensor> weights = AdapterWeights.load(folder.resolve(ModelDescription.WEIGHTS), adapter);
        return new VisionLanguageModel(
                vision,
                ImageProcessor.load(visionFolder),
                new AdapterRunner(adapter, weights, description.featureTokens(), vision.width(), session),
                language,
                Tokenizer.load(languageFolder),
                description.prompt());
    }

    /** The greedy answer to a question about an image file. */
    public String ask(Path image, String question) {
        return ask(Images.read(image), question);
    }

    /** The greedy answer to a question about an image. */
    public String ask(BufferedImage image, String question) {
        return ask(image, question, GenerationOptions.greedy(DEFAULT_ANSWER_TOKENS));
    }

    public String ask(BufferedImage image, String question, GenerationOptions options) {
        return ask(image, question, options, TokenListener.NONE);
    }

    /** As {@link #ask(BufferedImage, String)}; the listener hears each token of the answer as it is made. */
    public String ask(BufferedImage image, String question, GenerationOptions options, TokenListener listener) {
        Tensor features = vision.encode(processor.process(image));
        return answer(features, List.of(question), options, listener).get(0);
    }

    /**
     * Answers one question about each of several images in one batch.
     *
     * @param features {@code [questions, feature tokens, vision width]} of the vision encoder; null to ask without
     *     images
     */
    public List<String> answer(Tensor features, List<String> questions, GenerationOptions options) {
        return answer(features, questions, options, TokenListener.NONE);
    }

    private List<String> answer(
            Tensor features, List<String> questions, GenerationOptions options, TokenListener listener) {
        Tensor visual = features == null ? null : adapter.visualTokens(features);
        int count = visual == null ? 0 : (int) visual.dim(1);
        List<Tensor> prompts = new ArrayList<>();
        for (int row = 0; row < questions.size(); row++) {
            prompts.add(embed(prompt.encode(tokenizer, language, questions.get(row), count), visual, row));
        }
        GenerationOptions stopping = options.withStop(prompt.stop(tokenizer));
        return language.generate(prompts, stopping, listener).stream()
                .map(ids -> tokenizer.decode(ids, true).strip())
                .toList();
    }

    private Tensor embed(EncodedPrompt encoded, Tensor visual, int row) {
        Tensor embeds = language.embed(encoded.ids());
        if (visual == null) {
            return embeds;
        }
        int width = language.width();
        int size = encoded.visualTokens() * width;
        Tensor whole = Tensor.allocate(ElementType.FLOAT, embeds.shape());
        FloatBuffer into = whole.floats();
        into.duplicate().put(embeds.floats());
        into.position(encoded.imageStart() * width).put(visual.floats().slice(row * size, size));
        return whole;
    }

    public VisionEncoder vision() {
        return vision;
    }

    public ImageProcessor processor() {
        return processor;
    }

    public LanguageModel language() {
        return language;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public void close() {
        vision.close();
        adapter.close();
        language.close();
        tokenizer.close();
    }
}
