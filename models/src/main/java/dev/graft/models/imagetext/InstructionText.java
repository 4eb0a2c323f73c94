package dev.graft.models.imagetext;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.FileHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The text that an adapter reads besides an image, InstructBLIP's instruction, in the tokens of the tokenizer that it was trained
 * with (Dai et al. 2023, arXiv:2305.06500).
 */
public final class InstructionText implements AutoCloseable {
    /** The folder of the tokenizer within a model folder, and within the checkpoints of transformers. */
    public static final String FOLDER = "qformer_tokenizer";

    private static final String VOCABULARY = "tokenizer.json";
    private static final List<String> FILES = List.of(VOCABULARY, "tokenizer_config.json", "special_tokens_map.json");

    private final Tokenizer tokenizer;
    private final QFormerText text;
    /** Whether it puts a token behind every text, as BERT's does; others are given those of the first stage. */
    private final boolean endsTexts;

    private final int longest;

    private InstructionText(Tokenizer tokenizer, int longest) {
        this.tokenizer = tokenizer;
        this.text = new QFormerText(tokenizer, Math.max(3, longest), false);
        long[] plain = tokenizer.encode("a", false);
        long[] whole = tokenizer.encode("a", true);
        this.endsTexts = plain.length > 0 && plain[plain.length - 1] != whole[whole.length - 1];
        this.longest = longest;
    }

    /**
     * Opens a tokenizer.
     *
     * @param adapter that reads its tokens
     * @throws ModelFileException if it is missing or damaged, or has tokens that the adapter does not know
     */
    public static InstructionText open(Path folder, Adapter adapter) {
        Tokenizer tokenizer = Tokenizer.load(folder);
        try {
            InstructionText opened = new InstructionText(tokenizer, adapter.textTokens());
            int size = opened.endsTexts
                    ? tokenizer.vocabularySize()
                    : opened.text.ids().vocabulary();
            if (size > adapter.vocabulary()) {
                throw new ModelFileException(
                        folder.resolve(VOCABULARY),
                        "has " + size + " tokens, and the adapter reads a text of " + adapter.vocabulary()
                                + "; give the tokenizer that the adapter was trained with");
            }
            return opened;
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** Opens that of a model folder; empty where the adapter reads no text. */
    public static Optional<InstructionText> of(Path model, String sha256, Adapter adapter) {
        if (!adapter.readsText()) {
            return Optional.empty();
        }
        Path folder = model.resolve(FOLDER);
        if (!sha256.equals(sha256(folder))) {
            throw new ModelFileException(
                    folder.resolve(VOCABULARY),
                    "is not the tokenizer that the adapter was trained with, whose SHA-256 is " + sha256
                            + "; bring back the file as it was");
        }
        return Optional.of(open(folder, adapter));
    }

    /** The first of the folders of some weights that has such a tokenizer. */
    public static Optional<Path> beside(List<Path> weights) {
        return weights.stream()
                .map(path ->
                        Files.isDirectory(path) ? path : path.toAbsolutePath().getParent())
                .flatMap(folder -> Stream.of(folder.resolve(FOLDER)))
                .filter(folder -> Files.isRegularFile(folder.resolve(VOCABULARY)))
                .findFirst();
    }

    /** By what a tokenizer is known. */
    public static String sha256(Path folder) {
        Path file = folder.resolve(VOCABULARY);
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(
                    file, "there is no such file: the adapter reads the question too, by a tokenizer of its own");
        }
        return FileHash.sha256(file);
    }

    /** Puts a tokenizer into a model folder. */
    public static void copy(Path tokenizer, Path model) {
        Path into = model.resolve(FOLDER);
        try {
            Files.createDirectories(into);
            for (String name : FILES) {
                Path file = tokenizer.resolve(name);
                if (Files.isRegularFile(file)) {
                    AtomicFiles.write(into.resolve(name), Files.readString(file));
                }
            }
        } catch (IOException e) {
            throw new ModelFileException(tokenizer, "cannot be copied into the model folder: " + e.getMessage(), e);
        }
    }

    /** The most tokens that the adapter reads. */
    public int longest() {
        return longest;
    }

    /** The tokens of a text, with those that the tokenizer puts around it, as many as there are. */
    public long[] tokens(String written) {
        return endsTexts ? tokenizer.encode(written, true) : text.encode(written);
    }

    /**
     * The tokens of a text, with those that the tokenizer puts around it.
     *
     * @throws InvalidInputException if there are more than the adapter reads
     */
    public long[] encode(String written) {
        long[] ids = tokens(written);
        if (ids.length > longest) {
            throw new InvalidInputException("the question takes " + ids.length
                    + " tokens of the adapter, which reads at most " + longest + "; shorten it");
        }
        return ids;
    }

    /** Several texts, the shorter ones filled up. */
    public QFormerText.Batch encode(List<String> texts) {
        List<long[]> encoded = texts.stream().map(this::encode).toList();
        int most = encoded.stream().mapToInt(ids -> ids.length).max().orElse(1);
        return QFormerText.Batch.of(encoded, Math.max(1, most));
    }

    /** What the tokenizer's files say, see {@link Tokenizer#fingerprint}. */
    public String fingerprint() {
        return tokenizer.fingerprint();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
