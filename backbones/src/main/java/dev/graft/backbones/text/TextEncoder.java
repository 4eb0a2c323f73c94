package dev.graft.backbones.text;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.GraphFile;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Shape;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.files.FileHash;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A frozen model that reads a text as one vector: CLIP's text model, a sentence encoder such as BERT, the encoder of T5, or
 * a language model, whose hidden states before its output layer are taken. Many threads may use one encoder at once.
 */
public final class TextEncoder implements AutoCloseable {
    private static final String TOKEN_TYPES = "token_type_ids";
    private static final Set<String> KNOWN =
            Set.of(LanguageModel.IDS, DecoderInputs.MASK, DecoderInputs.POSITIONS, TOKEN_TYPES, "num_logits_to_keep");

    private final ModelConfig config;
    private final TextPreparation preparation;
    private final TextGraph text;
    private final TextPooling pooling;
    private final DecoderInputs inputs;
    private final Session session;
    private final int fixedTokens;
    private final int fixedRows;
    private final int width;

    private TextEncoder(
            ModelConfig config, TextPreparation preparation, TextGraph text, TextPooling pooling, Session session) {
        this.config = config;
        this.preparation = preparation;
        this.text = text;
        this.pooling = pooling;
        this.session = session;
        List<ValueInfo> past = new ArrayList<>();
        for (ValueInfo input : text.graph().inputs()) {
            if (input.name().startsWith("past")) {
                past.add(input);
            } else if (!KNOWN.contains(input.name())) {
                throw new ModelFileException(
                        text.files().get(0),
                        "a text encoder is asked for an input '" + input.name()
                                + "', which Graft does not know; it knows " + KNOWN);
            }
        }
        this.inputs = new DecoderInputs(text.graph().inputNames(), past);
        this.fixedTokens = fixedTokens();
        this.fixedRows = fixedRows();
        this.width = (int) encode(new long[] {0}).dim(0);
    }

    /**
     * Opens an encoder.
     *
     * @param place a folder that holds {@code config.json} and {@code text_model.onnx}, {@code encoder_model.onnx} or the model of a
     *     text encoder or language model, in {@code onnx/} or directly
     * @throws ModelFileException if files are missing or damaged, or no output is known to hold a text
     */
    public static TextEncoder open(BackbonePlace place, TextPooling pooling, SessionConfig session) {
        ModelConfig config = ModelConfig.load(place.folder());
        TextPreparation preparation = TextPreparation.of(place.folder(), config);
        TextGraph text = TextGraph.find(place, pooling, config);
        return GraphFile.about(text.files().get(0), () -> open(config, preparation, text, pooling, session));
    }

    /** As above, of a folder, or of an ONNX file in one to choose it among several. */
    public static TextEncoder open(Path place, TextPooling pooling, SessionConfig session) {
        return open(BackbonePlace.of(place), pooling, session);
    }

    private static TextEncoder open(
            ModelConfig config,
            TextPreparation preparation,
            TextGraph text,
            TextPooling pooling,
            SessionConfig session) {
        Session opened = Session.open(text.graph(), session);
        try {
            return new TextEncoder(config, preparation, text, pooling, opened);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** The SHA-256 of the model files of a folder and of its tokenizer, one after the other. */
    public static String sha256(BackbonePlace place) {
        List<Path> files = new ArrayList<>(TextGraph.find(place, TextPooling.AUTO, ModelConfig.load(place.folder()))
                .files());
        files.add(place.folder().resolve("tokenizer.json"));
        return FileHash.sha256(files);
    }

    /** Exports for some accelerators fix the length; else texts are padded where the model's processor does. */
    private int fixedTokens() {
        Shape.Dim stated = text.graph()
                .input(LanguageModel.IDS)
                .orElseThrow()
                .type()
                .shape()
                .dim(1);
        if (stated.isKnown()) {
            return Math.toIntExact(stated.size());
        }
        return preparation.length(config).orElse(-1);
    }

    /** Where a batch has several rows, all of them hold the same text. */
    private int fixedRows() {
        Shape.Dim stated = text.graph()
                .input(LanguageModel.IDS)
                .orElseThrow()
                .type()
                .shape()
                .dim(0);
        return stated.isKnown() ? Math.toIntExact(stated.size()) : 1;
    }

    /** The most tokens of a text. */
    public int longest() {
        return fixedTokens > 0 ? fixedTokens : config.contextLength().orElse(Integer.MAX_VALUE);
    }

    /**
     * Reads a text, with the special tokens that the tokenizer puts around it, prepared and padded as the model's processor in
     * transformers does. One that is too long is cut, but keeps its last token, by which BERT and CLIP know the end.
     *
     * @return {@code [width]} FLOAT
     * @throws IllegalArgumentException if the text has no tokens
     */
    public Tensor encode(String words, Tokenizer tokenizer) {
        long[] ids = tokenizer.encode(preparation.prepared(words), true);
        if (ids.length > longest()) {
            long end = ids[ids.length - 1];
            ids = Arrays.copyOf(ids, longest());
            ids[ids.length - 1] = end;
        }
        return encode(ids, tokenizer.padId().orElse(config.padId().orElse(0)));
    }

    /** The vector {@code [width]} of the tokens of a text. It does not depend on any other text. */
    public Tensor encode(long... ids) {
        return encode(ids, config.padId().orElse(0));
    }

    private Tensor encode(long[] ids, long padding) {
        if (ids.length == 0 || ids.length > longest()) {
            throw new InvalidInputException("the text encoder '" + id() + "' reads 1 to " + longest()
                    + " tokens, found " + ids.length + " in a text");
        }
        Tensor found = HalfPrecision.widen(
                session.run(feeds(ids, padding)).values().iterator().next());
        int size = (int) found.dim(-1);
        int rows = (int) (found.size() / size);
        if (rows < (text.pooled() ? 1 : ids.length)) {
            throw new ModelFileException(
                    text.files().get(0), "expected the hidden states of " + ids.length + " tokens, found " + found);
        }
        return pooled(found.floats(), text.pooled() ? 1 : ids.length, size);
    }

    private Tensor pooled(FloatBuffer states, int tokens, int size) {
        Tensor vector = Tensor.allocate(ElementType.FLOAT, size);
        FloatBuffer into = vector.floats();
        int first = pooling == TextPooling.LAST ? tokens - 1 : 0;
        for (int i = 0; i < size; i++) {
            double sum = 0;
            for (int token = first; token < tokens; token++) {
                sum += states.get(token * size + i);
            }
            into.put(i, (float) (sum / (tokens - first)));
        }
        return vector;
    }

    private Map<String, Tensor> feeds(long[] ids, long padding) {
        int tokens = Math.max(ids.length, fixedTokens);
        Tensor padded = Tensor.allocate(ElementType.INT64, fixedRows, tokens);
        Tensor mask = Tensor.allocate(ElementType.INT64, fixedRows, tokens);
        for (int place = 0; place < fixedRows * tokens; place++) {
            int i = place % tokens;
            padded.longs().put(place, i < ids.length ? ids[i] : padding);
            mask.longs().put(place, i < ids.length || preparation.seesPadding() ? 1 : 0);
        }
        Map<String, Tensor> feeds = new LinkedHashMap<>(inputs.feeds(mask, tokens));
        feeds.put(LanguageModel.IDS, padded);
        feeds.put(TOKEN_TYPES, Tensor.allocate(ElementType.INT64, fixedRows, tokens));
        feeds.putAll(inputs.emptyCache(fixedRows));
        feeds.keySet().retainAll(inputs.names());
        return feeds;
    }

    /** How texts are prepared and padded, as a text by which vectors are told apart. */
    public String preparation() {
        return preparation.toString();
    }

    /** The width of the vectors. */
    public int width() {
        return width;
    }

    public TextPooling pooling() {
        return pooling;
    }

    /** Where the encoder came from, if {@code config.json} says, otherwise the name of its folder. */
    public String id() {
        return config.id();
    }

    /** The model files and the files with their weights, by which the encoder is identified. */
    public List<Path> files() {
        return text.files();
    }

    @Override
    public void close() {
        session.close();
    }
}
