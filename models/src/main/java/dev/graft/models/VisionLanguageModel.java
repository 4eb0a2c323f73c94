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
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A model that answers questions about images: a frozen vision encoder, a trained adapter and a frozen language model.
 *
 * <pre>{@code
 * try (VisionLanguageModel model = VisionLanguageModel.load(Path.of("my-model"))) {
 *     System.out.println(model.ask(Path.of("photo.png"), "what is in the picture?"));
 * }
 * }</pre>
 *
 * <p>All methods may be called from many threads at once; each answer is the one that a single thread would get.
 * {@link #close} waits for the answers under way, and to ask a closed model is an {@link IllegalStateException}.
 */
public final class VisionLanguageModel implements AutoCloseable {
    /** Tokens that an answer has at most unless told otherwise. */
    public static final int DEFAULT_ANSWER_TOKENS = 32;

    private static final String VISION = "vision encoder";
    private static final String LANGUAGE = "language model";

    private final VisionEncoder vision;
    private final ImageProcessor processor;
    private final AdapterRunner adapter;
    private final LanguageModel language;
    private final Tokenizer tokenizer;
    private final PromptTemplate prompt;
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;

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
        return load(folder, ModelDescription.load(folder), session);
    }

    /** As {@link #load(Path, SessionConfig)}, with a changed description, such as one with backbones in other places. */
    public static VisionLanguageModel load(Path folder, ModelDescription description, SessionConfig session) {
        Path visionFolder = description.vision().locate(VISION, folder);
        Path languageFolder = description.language().locate(LANGUAGE, folder);
        try (OpenParts open = new OpenParts()) {
            VisionEncoder vision =
                    open.add(VisionEncoder.open(visionFolder, VisionFeatures.parse(description.features()), session));
            description.vision().require(VISION, visionFolder, vision.id(), vision.sha256(), vision.width());
            LanguageModel language = open.add(LanguageModel.open(languageFolder, session));
            String id = language.config().id();
            String hash = FileHash.sha256(language.files());
            description.language().require(LANGUAGE, languageFolder, id, hash, language.width());
            Adapter adapter = description.createAdapter();
            Map<String, Tensor> weights = AdapterWeights.load(folder.resolve(ModelDescription.WEIGHTS), adapter);
            AdapterRunner runner =
                    open.add(new AdapterRunner(adapter, weights, description.featureTokens(), vision.width(), session));
            Tokenizer tokenizer = open.add(Tokenizer.load(languageFolder));
            ImageProcessor processor = ImageProcessor.load(visionFolder);
            return open.handOver(
                    new VisionLanguageModel(vision, processor, runner, language, tokenizer, description.prompt()));
        }
    }

    /** The greedy answer to a question about an image file. */
    public String ask(Path image, String question) {
        return ask(Images.read(image), question);
    }

    /** The greedy answer to a question about an image. */
    public String ask(BufferedImage image, String question) {
        return ask(image, question, GenerationOptions.greedy(DEFAULT_ANSWER_TOKENS));
    }

    /** The answer to a question about an image; the template's end of an answer replaces {@code options.stop()}. */
    public String ask(BufferedImage image, String question, GenerationOptions options) {
        return whenOpen(() -> answers(features(image), List.of(question), options, TokenListener.NONE))
                .get(0);
    }

    /**
     * As {@link #ask(BufferedImage, String, GenerationOptions)}, telling the answer while it is made.
     *
     * @param pieces takes what comes next of the answer, often a word; all pieces joined are the answer
     */
    public String ask(
            BufferedImage image, String question, GenerationOptions options, Consumer<? super String> pieces) {
        return whenOpen(() -> {
            AnswerStream stream = new AnswerStream(tokenizer.stream(true), pieces);
            List<String> answers = answers(features(image), List.of(question), options, stream);
            stream.finish();
            return answers.get(0);
        });
    }

    /**
     * Answers one question about each of several images in one batch.
     *
     * @param features {@code [questions, feature tokens, vision width]} of the vision encoder; null to ask without
     *     images
     */
    public List<String> answer(Tensor features, List<String> questions, GenerationOptions options) {
        return whenOpen(() -> answers(features, questions, options, TokenListener.NONE));
    }

    /** What the language model sees of images: {@code [images, visual tokens, language width]}. */
    public Tensor visualTokens(Tensor features) {
        return whenOpen(() -> adapter.visualTokens(features));
    }

    /**
     * Answers one question with each of several rows of visual tokens.
     *
     * @param visual {@code [questions, visual tokens, language width]}; null for prompts without visual tokens
     */
    public List<String> answerSeeing(Tensor visual, List<String> questions, GenerationOptions options) {
        return whenOpen(() -> answersSeeing(visual, questions, options, TokenListener.NONE));
    }

    private Tensor features(BufferedImage image) {
        return vision.encode(processor.process(image));
    }

    private List<String> answers(
            Tensor features, List<String> questions, GenerationOptions options, TokenListener listener) {
        return answersSeeing(features == null ? null : adapter.visualTokens(features), questions, options, listener);
    }

    private List<String> answersSeeing(
            Tensor visual, List<String> questions, GenerationOptions options, TokenListener listener) {
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

    private <T> T whenOpen(Supplier<T> work) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the model is closed; load it again, or close it later");
            }
            return work.get();
        } finally {
            use.readLock().unlock();
        }
    }

    /**
     * Closes all parts, once the answers under way are made. Closing again does nothing.
     *
     * @throws IllegalStateException if called while the same thread is being told an answer
     */
    @Override
    public void close() {
        if (use.getReadHoldCount() > 0) {
            throw new IllegalStateException("a model cannot be closed by what listens to its answer");
        }
        use.writeLock().lock();
        try (OpenParts parts = new OpenParts()) {
            if (!closed) {
                closed = true;
                List.of(vision, adapter, language, tokenizer).forEach(parts::add);
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
