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
import dev.graft.graph.Tensor;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptFormat;
import java.awt.image.BufferedImage;
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
    private final PromptedLanguage prompted;
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;

    /** Takes over all parts; closing the model closes them. */
    public VisionLanguageModel(
            VisionEncoder vision,
            ImageProcessor processor,
            AdapterRunner adapter,
            LanguageModel language,
            Tokenizer tokenizer,
            PromptFormat format) {
        this.vision = vision;
        this.processor = processor;
        this.adapter = adapter;
        this.language = language;
        this.tokenizer = tokenizer;
        this.prompted = new PromptedLanguage(language, tokenizer, format);
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

    /** The answer to a question about an image; the format's end of an answer replaces {@code options.stop()}. */
    public String ask(BufferedImage image, String question, GenerationOptions options) {
        return whenOpen(() -> answer(Conversation.of(image, question), options, TokenListener.NONE));
    }

    /**
     * As {@link #ask(BufferedImage, String, GenerationOptions)}, telling the answer while it is made.
     *
     * @param pieces takes what comes next of the answer, often a word; all pieces joined are the answer
     */
    public String ask(
            BufferedImage image, String question, GenerationOptions options, Consumer<? super String> pieces) {
        return answer(Conversation.of(image, question), options, pieces);
    }

    /**
     * Answers one question about each of several images in one batch.
     *
     * @param features {@code [questions, feature tokens, vision width]} of the vision encoder; null to ask without
     *     images
     */
    public List<String> answer(Tensor features, List<String> questions, GenerationOptions options) {
        return answerSeeing(features == null ? null : visualTokens(features), questions, options);
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
        return answerSeeing(conversations(visual, questions), options);
    }

    /**
     * The next answer of a conversation, with images in any of its turns, told while it is made.
     *
     * @param pieces takes what comes next of the answer; all pieces joined are the answer
     */
    public String answer(
            Conversation<BufferedImage> conversation, GenerationOptions options, Consumer<? super String> pieces) {
        return whenOpen(() -> {
            AnswerStream stream = new AnswerStream(tokenizer.stream(true), pieces);
            String answer = answer(conversation, options, stream);
            stream.finish();
            return answer;
        });
    }

    /**
     * Answers several conversations in one batch.
     *
     * @param conversations with the visual tokens of each image, {@code [visual tokens, language width]}, as
     *     {@link #visualTokens(Tensor)} gives them
     */
    public List<String> answerSeeing(List<Conversation<Tensor>> conversations, GenerationOptions options) {
        return whenOpen(() -> prompted.answer(conversations, options, TokenListener.NONE));
    }

    private String answer(Conversation<BufferedImage> conversation, GenerationOptions options, TokenListener listener) {
        List<Conversation<Tensor>> seen = List.of(conversation.map(this::visualTokens));
        return prompted.answer(seen, options, listener).get(0);
    }

    private Tensor visualTokens(BufferedImage image) {
        return PromptedLanguage.rows(adapter.visualTokens(vision.encode(processor.process(image))))
                .get(0);
    }

    private static List<Conversation<Tensor>> conversations(Tensor visual, List<String> questions) {
        List<Conversation<Tensor>> conversations = new ArrayList<>();
        List<Tensor> rows = visual == null ? List.of() : PromptedLanguage.rows(visual);
        for (int row = 0; row < questions.size(); row++) {
            String question = questions.get(row);
            conversations.add(
                    visual == null ? Conversation.of(Prompt.of(question)) : Conversation.of(rows.get(row), question));
        }
        return conversations;
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
