package dev.graft.models.folder;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Prompt;
import dev.graft.models.prompt.PromptEncoder;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.models.prompt.PromptReading;
import dev.graft.models.published.AddedTokens;
import dev.graft.models.visual.MapLayout;
import dev.graft.models.visual.RowsLayout;
import dev.graft.models.visual.VisualLayout;
import dev.graft.models.visual.VisualPart;
import dev.graft.models.visual.VisualSequence;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Compares the tokens of a question by the tokenizer beside the language model with those by the one of the whole checkpoint, which the
 * language model was trained with.
 */
final class CheckpointTokens {
    private static final String FILE = "tokenizer.json";
    private static final String QUESTION = "How many red things, \"left\" of it?\nAnswer briefly: ja, über 猫.";
    private static final int SHOWN = 6;

    private CheckpointTokens() {}

    /**
     * Refuses a language model whose tokenizer writes what is asked in other tokens.
     *
     * @param checkpoint folder of the whole checkpoint; of one without a {@code tokenizer.json} the added tokens that are asked with
     *     are compared
     * @throws ModelFileException with the first tokens that are others
     */
    static void require(Path checkpoint, BackbonePlace language, VisionLanguageDescription description) {
        if (!Files.isRegularFile(checkpoint.resolve(FILE))) {
            requireAdded(checkpoint, language.folder(), prompt(description).toString());
            return;
        }
        try (Tokenizer whole = Tokenizer.load(checkpoint);
                Tokenizer own = Tokenizer.load(language.folder())) {
            if (whole.fingerprint().equals(own.fingerprint())) {
                return;
            }
            Prompt<VisualPart.Run> prompt = prompt(description);
            long[] expected = ids(whole, prompt, description.reading().knownIn(checkpoint));
            long[] found = ids(own, prompt, description.reading());
            int place = Arrays.mismatch(expected, found);
            if (place >= 0) {
                throw new ModelFileException(
                        language.folder().resolve(FILE),
                        "expected what is asked in the tokens of the checkpoint, ... " + shown(whole, expected, place)
                                + ", found ... " + shown(own, found, place)
                                + "; the language model was trained with the checkpoint's, so copy " + FILE
                                + " and tokenizer_config.json from " + checkpoint);
            }
        }
    }

    private static void requireAdded(Path checkpoint, Path language, String asked) {
        Map<String, Long> added = AddedTokens.in(checkpoint);
        added.keySet().removeIf(token -> token.isEmpty() || !asked.contains(token));
        if (added.isEmpty()) {
            return;
        }
        try (Tokenizer own = Tokenizer.load(language)) {
            added.forEach((token, id) -> {
                OptionalLong found = own.addedTokenId(token);
                if (found.isEmpty() || found.getAsLong() != id) {
                    throw new ModelFileException(
                            language.resolve(FILE),
                            "expected the checkpoint's added token '" + Printable.of(token) + "' with id " + id
                                    + ", found "
                                    + (found.isEmpty() ? "none" : "id " + found.getAsLong())
                                    + "; the language model is asked with it, so take the checkpoint's tokenizer:"
                                    + " transformers.AutoTokenizer.from_pretrained(\"" + checkpoint
                                    + "\").save_pretrained(\"" + language + "\")");
                }
            });
        }
    }

    private static Prompt<VisualPart.Run> prompt(VisionLanguageDescription description) {
        return prompt(description.prompt(), description.layout(), description.visualTokens());
    }

    /** A question about a picture in tiles, with an overview but where it is laid out in its own size. */
    static Prompt<VisualPart.Run> prompt(PromptFormat format, VisualLayout layout, int tileTokens) {
        boolean overview = !(layout instanceof MapLayout || layout instanceof RowsLayout);
        TileGrid tiles = new TileGrid(2, 2, overview, 640, 480);
        return VisualSequence.expand(format.write(Conversation.of(layout.sequence(tiles, tileTokens), QUESTION)));
    }

    private static long[] ids(Tokenizer tokenizer, Prompt<VisualPart.Run> prompt, PromptReading reading) {
        return PromptEncoder.of(tokenizer, List.of(), reading)
                .encode(prompt, VisualPart.Run::tokens)
                .ids();
    }

    private static String shown(Tokenizer tokenizer, long[] ids, int place) {
        long[] some = Arrays.stream(ids, place, Math.min(ids.length, place + SHOWN))
                .filter(id -> id >= 0)
                .toArray();
        return Arrays.toString(some) + " '" + Printable.of(tokenizer.decode(some, false)) + "'";
    }
}
