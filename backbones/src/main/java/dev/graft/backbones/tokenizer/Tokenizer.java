package dev.graft.backbones.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.FileHash;
import dev.graft.tensors.files.InputFile;
import dev.graft.tensors.files.OwnFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Turns text into a language model's token ids and back, as Hugging Face transformers does with the same folder.
 *
 * <p>Texts are never cut and never padded, whatever {@code tokenizer.json} says. Safe for use by many threads at once;
 * closing waits for calls that are under way.
 *
 * <p>The work is done by the Rust library of Hugging Face, which DJL brings along. Unless the environment variables or
 * system properties of these names are set, the system properties {@code RUST_FLAVOR=cpu} and
 * {@code OPT_OUT_TRACKING=true} are set, so that DJL neither downloads anything nor calls home.
 */
public final class Tokenizer implements AutoCloseable {
    /** The files in which transformers keeps vocabularies, of which the first is read here and a folder may have others as well. */
    public static final List<String> VOCABULARIES = List.of(
            "tokenizer.json",
            "tokenizer.model",
            "spiece.model",
            "sentencepiece.bpe.model",
            "tekken.json",
            "vocab.json",
            "vocab.txt",
            "merges.txt");

    private static final Set<String> SPECIAL = Set.of("bos_token", "eos_token", "pad_token");

    /** The largest vocabularies take about 40 MB. */
    private static final int MAX_BYTES = 1 << 29;

    private final HuggingFaceTokenizer library;
    private final TokenizerFile file;
    private final OptionalLong bosId;
    private final OptionalLong eosId;
    private final OptionalLong padId;
    private final boolean cleansUp;
    private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();

    private Tokenizer(HuggingFaceTokenizer library, TokenizerFile file, TokenizerConfig config) {
        this.library = library;
        this.file = file;
        this.bosId = config.id("bos_token", file);
        this.eosId = config.id("eos_token", file);
        this.padId = config.id("pad_token", file);
        this.cleansUp = config.cleansUpSpaces() && !file.isBytePairEncoding();
    }

    /**
     * Opens the {@code tokenizer.json} of a model folder. {@code tokenizer_config.json},
     * {@code special_tokens_map.json} and {@code generation_config.json} are heeded where present.
     *
     * @throws ModelFileException if there is no {@code tokenizer.json}, or one of the files is malformed
     */
    public static Tokenizer load(Path folder) {
        return load(folder, Trial.OF_UNUSUAL_FILES);
    }

    /** The same, with a trial as is said. */
    public static Tokenizer load(Path folder, Trial trial) {
        OwnFiles.require(folder);
        Path path = TokenizerConfig.tokenizerFile(folder);
        TokenizerConfig config = TokenizerConfig.read(folder);
        byte[] json = InputFile.read(path, MAX_BYTES);
        Set<String> wanted =
                SPECIAL.stream().flatMap(name -> config.token(name).stream()).collect(Collectors.toUnmodifiableSet());
        TokenizerFile file = TokenizerFile.read(path, wanted, json);
        HuggingFaceTokenizer library = NativeTokenizer.open(file, file.withMark(json), trial);
        try {
            return new Tokenizer(library, file, config);
        } catch (RuntimeException e) {
            library.close();
            throw e;
        }
    }

    /**
     * The ids of a text.
     *
     * @param addSpecialTokens whether to put in the special tokens that the post-processor of {@code tokenizer.json} adds,
     *     such as a beginning of the text. As in transformers 5, {@code add_bos_token} and {@code add_eos_token} of
     *     {@code tokenizer_config.json} change nothing about it. Special tokens that stand in the text are recognised in
     *     any case.
     */
    public long[] encode(String text, boolean addSpecialTokens) {
        String whole = wellFormed(text);
        return whenOpen(
                tokenizer -> tokenizer.encode(whole, addSpecialTokens, false).getIds());
    }

    /** The ids of many texts, in order; as {@link #encode(String, boolean)} for each, but faster. */
    public List<long[]> encodeAll(List<String> texts, boolean addSpecialTokens) {
        String[] whole = texts.stream().map(Tokenizer::wellFormed).toArray(String[]::new);
        return whenOpen(tokenizer -> Stream.of(tokenizer.batchEncode(whole, addSpecialTokens, false))
                .map(ai.djl.huggingface.tokenizers.Encoding::getIds)
                .toList());
    }

    /** The tokens of a text with their places in it; {@code addSpecialTokens} as for {@link #encode}. */
    public Encoding encodeWithSpans(String text, boolean addSpecialTokens) {
        return encodeWhole(wellFormed(text), addSpecialTokens);
    }

    /** The tokens of a text with marks, without special tokens around it; which are those of marks, their spans tell. */
    public Encoding encode(MarkedText text) {
        return encodeWhole(paired(text.text()), false);
    }

    private Encoding encodeWhole(String text, boolean addSpecialTokens) {
        return whenOpen(tokenizer -> CodePointSpans.toEncoding(text, tokenizer.encode(text, addSpecialTokens, false)));
    }

    /**
     * The text of ids. Ids above those of the vocabulary, which models with a padded vocabulary can produce, give nothing.
     *
     * <p>If {@code tokenizer_config.json} says {@code clean_up_tokenization_spaces} and the tokenizer is not a byte-pair
     * encoding, spaces before punctuation are taken out, as transformers 5 does.
     *
     * @throws IllegalArgumentException if an id is negative
     */
    public String decode(long[] ids, boolean skipSpecialTokens) {
        long[] known = LongStream.of(ids).filter(this::isKnown).toArray();
        String text = whenOpen(tokenizer -> tokenizer.decode(known, skipSpecialTokens));
        return cleansUp ? SpaceCleanup.clean(text) : text;
    }

    private boolean isKnown(long id) {
        if (id < 0) {
            throw new IllegalArgumentException("a token id is negative: " + id);
        }
        return id < file.vocabularySize();
    }

    /** A decoder for text that comes token by token. */
    public StreamDecoder stream(boolean skipSpecialTokens) {
        return new StreamDecoder(
                ids -> decode(ids, skipSpecialTokens), file::isByte, cleansUp || file.decoderCleansUp());
    }

    /** The token that begins a text, where the tokenizer has one. */
    public OptionalLong bosId() {
        return bosId;
    }

    /** The token that ends a text, where the tokenizer has one. A model may stop at further ones. */
    public OptionalLong eosId() {
        return eosId;
    }

    /** The token that fills up a batch, where the tokenizer has one. */
    public OptionalLong padId() {
        return padId;
    }

    /** The id of an added token, such as {@code <image>} or {@code <|im_start|>}, by its exact text. */
    public OptionalLong addedTokenId(String token) {
        return file.addedTokenId(token);
    }

    /** The exact text of an added token. */
    public Optional<String> addedToken(long id) {
        return file.addedToken(id);
    }

    /** What its files say, as a text: two tokenizers with the same text read and write the same. */
    public String fingerprint() {
        return TokenizerConfig.files(file.path().getParent()).stream()
                .map(each -> each.getFileName() + " " + FileHash.sha256(each))
                .collect(Collectors.joining("\n"));
    }

    /** One more than the highest id of a token. A model's table of embeddings may be longer. */
    public int vocabularySize() {
        return file.vocabularySize();
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            library.close();
        } finally {
            open.writeLock().unlock();
        }
    }

    /** The library's memory must not be freed under a running call: it is native, and the process would die. */
    private <T> T whenOpen(Function<HuggingFaceTokenizer, T> work) {
        open.readLock().lock();
        try {
            if (library.isReleased()) {
                throw new IllegalStateException("the tokenizer is closed");
            }
            return apply(work);
        } finally {
            open.readLock().unlock();
        }
    }

    private <T> T apply(Function<HuggingFaceTokenizer, T> work) {
        try {
            return work.apply(library);
        } catch (RuntimeException e) {
            throw new ModelFileException(
                    file.path(),
                    "the tokenizer fails on a text: " + e.getMessage()
                            + ". Its parts do not fit together; download it again",
                    e);
        }
    }

    private static String wellFormed(String text) {
        return MarkToken.removed(paired(text));
    }

    /** Halves of surrogate pairs without their other half are no characters; the native side cannot take them. */
    private static String paired(String text) {
        StringBuilder fixed = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                fixed = fixed == null ? new StringBuilder(text) : fixed;
                fixed.setCharAt(i, '\uFFFD');
            }
        }
        return fixed == null ? text : fixed.toString();
    }

    @Override
    public String toString() {
        return "Tokenizer[" + vocabularySize() + " tokens" + name(", bos ", bosId) + name(", eos ", eosId)
                + name(", pad ", padId) + "]";
    }

    private static String name(String label, OptionalLong id) {
        return id.isPresent() ? label + id.getAsLong() : "";
    }
}
