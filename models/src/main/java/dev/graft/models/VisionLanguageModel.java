package dev.graft.models;

import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.Generator;
import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.image.Images;
import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.folder.SharedVision;
import dev.graft.models.folder.VisionLanguageDescription;
import dev.graft.models.folder.VisionPart;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.visual.EncodedImage;
import dev.graft.models.visual.SeenImage;
import dev.graft.models.visual.VisualSequence;
import dev.graft.tensors.Tensor;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

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
public final class VisionLanguageModel extends SharedVision implements TrainedModel {
    /** Tokens that an answer has at most unless told otherwise. */
    public static final int DEFAULT_ANSWER_TOKENS = 32;

    private final VisionLanguageDescription description;
    private final AdapterRunner adapter;
    private final Generator generator;
    private final Tokenizer tokenizer;
    private final PromptedLanguage prompted;

    /** Takes over all parts; closing the model closes them. */
    public VisionLanguageModel(
            VisionLanguageDescription description,
            VisionPart vision,
            AdapterRunner adapter,
            Generator generator,
            Tokenizer tokenizer) {
        super(vision);
        this.description = description;
        this.adapter = adapter;
        this.generator = generator;
        this.tokenizer = tokenizer;
        this.prompted = new PromptedLanguage(
                generator,
                tokenizer,
                description.prompt(),
                description.reading(),
                (images, texts) -> adapter.see(images, texts, description.layout()));
    }

    /** Opens a model folder on the CPU. */
    public static VisionLanguageModel load(Path folder) {
        return load(folder, SessionConfig.DEFAULT);
    }

    /**
     * Opens a model folder, as {@code graft train} writes it.
     *
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged, or a backbone is not the one that the
     *     adapter was trained with
     */
    public static VisionLanguageModel load(Path folder, SessionConfig session) {
        return load(folder, VisionLanguageDescription.load(folder), session);
    }

    /** As {@link #load(Path, SessionConfig)}, with a changed description, such as one with backbones in other places. */
    public static VisionLanguageModel load(Path folder, VisionLanguageDescription description, SessionConfig session) {
        return ModelParts.open(folder, description, session);
    }

    /** The answer to a question about an image file, written as the model's own files {@linkplain #generation say}. */
    public String ask(Path image, String question) {
        return ask(Images.read(image), question);
    }

    /** The answer to a question about an image, written as the model's own files {@linkplain #generation say}. */
    public String ask(BufferedImage image, String question) {
        return ask(image, question, generation().options());
    }

    /** The answer to a question about an image; the format's end of an answer replaces {@code options.stop()}. */
    public String ask(BufferedImage image, String question, GenerationOptions options) {
        return use.whenOpen(() -> best(List.of(Conversation.of(seen(image), question)), options, TokenListener.NONE)
                .get(0));
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

    /** The next answer of a conversation, which may hold any number of images, told as {@link #ask} does. */
    public String answer(
            Conversation<BufferedImage> conversation, GenerationOptions options, Consumer<? super String> pieces) {
        return use.whenOpen(() -> answerSeeing(conversation.map(this::seen), options, pieces));
    }

    /**
     * As {@link #answer(Conversation, GenerationOptions, Consumer)}, with images that were looked at before.
     *
     * @param conversation with what {@link #see(BufferedImage)} gives of each image
     */
    public String answerSeeing(
            Conversation<SeenImage> conversation, GenerationOptions options, Consumer<? super String> pieces) {
        return use.whenOpen(() -> {
            AnswerStream stream = new AnswerStream(tokenizer.stream(true), options.stopStrings(), pieces);
            String answer = best(List.of(conversation), options, stream).get(0);
            stream.finish();
            return answer;
        });
    }

    /**
     * Answers several conversations in one batch.
     *
     * @param conversations with what is {@linkplain #see(List) seen} of each image
     */
    public List<String> answerSeeing(List<Conversation<SeenImage>> conversations, GenerationOptions options) {
        return use.whenOpen(() -> best(conversations, options, TokenListener.NONE));
    }

    /** Several answers to a conversation, {@link GenerationOptions#answers} of them, the best first. */
    public List<String> answersSeeing(Conversation<SeenImage> conversation, GenerationOptions options) {
        return use.whenOpen(() -> prompted.answers(List.of(conversation), options, TokenListener.NONE)
                .get(0));
    }

    private List<String> best(
            List<Conversation<SeenImage>> conversations, GenerationOptions options, TokenListener listener) {
        return prompted.answers(conversations, options, listener).stream()
                .map(answers -> answers.get(0))
                .toList();
    }

    /**
     * How the model's own files have answers written: the description of the model folder where it says so, else the
     * {@code generation_config.json} beside the language model. Where they say nothing, the likeliest token is taken each time, and an
     * answer has at most {@value #DEFAULT_ANSWER_TOKENS} tokens.
     *
     * @throws dev.graft.tensors.InvalidInputException if a setting has a value that it cannot have
     */
    public GenerationConfig generation() {
        boolean own = !description.generation().isEmpty();
        return GenerationConfig.of(
                own
                        ? "'generation' of the model's config.json"
                        : "generation_config.json of " + language().config().id(),
                description.generationOr(language().config().generation()),
                GenerationOptions.greedy(DEFAULT_ANSWER_TOKENS));
    }

    /**
     * How likely given answers are, each with its end. The conversation is read once for all of them.
     *
     * @param conversation with what is {@linkplain #see(List) seen} of each image
     */
    public List<Likelihood> likelihoods(Conversation<SeenImage> conversation, List<String> answers) {
        return use.whenOpen(() -> prompted.likelihoods(conversation, answers));
    }

    /**
     * How much of the language model's context a conversation takes, with the longest of some answers. No image is read.
     *
     * @param <I> what stands for an image
     * @param grid how the tiles of an image lie
     */
    public <I> ContextUse contextUse(
            Conversation<I> conversation, List<String> answers, Function<? super I, TileGrid> grid) {
        return use.whenOpen(() ->
                prompted.contextUse(conversation, answers, (image, images) -> sequence(grid.apply(image), images)));
    }

    /** What is read in the place of an image whose tiles lie so, the only one of its prompt. */
    public VisualSequence sequence(TileGrid grid) {
        return sequence(grid, 1);
    }

    /** What is read in the place of an image whose tiles lie so, in a prompt of so many images. */
    public VisualSequence sequence(TileGrid grid, int images) {
        return description.layout().sequence(grid, description.visualTokens(), images);
    }

    /**
     * What the language model sees of an image; of a model that {@link #readsQuestions} it is seen when the question is asked.
     */
    public SeenImage see(BufferedImage image) {
        return use.whenOpen(() -> seen(image));
    }

    /** What the language model sees of images that the vision encoder has read. */
    public List<SeenImage> see(List<EncodedImage> images) {
        return use.whenOpen(() -> seen(images));
    }

    /**
     * What the language model sees of an image each of whose tiles has the same visual tokens.
     *
     * @param tile {@code [visual tokens, language width]}; of a model that {@link #readsQuestions} its features, {@code [feature
     *     tokens, vision width]}
     */
    public SeenImage seeAlike(Tensor tile, TileGrid grid) {
        return use.whenOpen(() -> readsQuestions()
                ? SeenImage.waiting(EncodedImage.alike(tile, grid), sequence(grid))
                : adapter.alike(tile, grid, description.layout()));
    }

    /**
     * The visual tokens that the language model sees of an image: {@code [visual tokens, language width]}; not of a model that
     * {@link #readsQuestions}.
     */
    public Tensor visualTokens(BufferedImage image) {
        return see(image).tokens();
    }

    /**
     * The visual tokens of several tiles: {@code [tiles, visual tokens, language width]}.
     *
     * @param features {@code [tiles, feature tokens, vision width]} of the vision encoder
     */
    public Tensor visualTokens(Tensor features) {
        return use.whenOpen(() -> adapter.visualTokens(features));
    }

    private SeenImage seen(BufferedImage image) {
        return seen(List.of(vision.encode(image))).get(0);
    }

    private List<SeenImage> seen(List<EncodedImage> images) {
        return readsQuestions()
                ? images.stream()
                        .map(image -> SeenImage.waiting(image, sequence(image.grid())))
                        .toList()
                : adapter.see(images, description.layout());
    }

    /** Whether what is seen of an image depends on the question, as InstructBLIP's adapter reads it. */
    public boolean readsQuestions() {
        return adapter.readsText();
    }

    /** What the files of the adapter's own tokenizer say, by which it {@link #readsQuestions}; empty where it has none. */
    public String questionFingerprint() {
        return adapter.textFingerprint();
    }

    @Override
    public VisionLanguageDescription description() {
        return description;
    }

    public LanguageModel language() {
        return generator.model();
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Closes all parts, once the answers under way are made. Closing again does nothing.
     *
     * @throws IllegalStateException if called while the same thread is being told an answer
     */
    @Override
    public void close() {
        use.close(vision, adapter, generator, tokenizer);
    }
}
