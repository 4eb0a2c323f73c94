package dev.graft.models.export.hf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.export.ExportedModel;
import dev.graft.models.export.OriginalWeights;
import dev.graft.models.export.backbone.LanguageWeights;
import dev.graft.models.export.folder.TokenizerCopy;
import dev.graft.tensors.StreamedTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The language model of a checkpoint, with a token that stands for images: its own where it has one, or else a new one, for
 * which the table of embeddings grows where it has no row to spare.
 *
 * @param weights with as many rows as tokens
 * @param tokenizer its files
 */
record LanguagePart(LanguageWeights weights, TokenizerCopy tokenizer) {
    /** Rows of a table are added by so many, as LLaVA's were. */
    private static final int ROWS = 64;

    static LanguagePart of(ExportedModel model) {
        LanguageWeights weights = LanguageWeights.open(model.language(), model.original(OriginalWeights.LANGUAGE));
        try (Tokenizer tokenizer = Tokenizer.load(model.language().folder())) {
            var own = tokenizer.addedTokenId(TokenizerCopy.IMAGE);
            int id = Math.toIntExact(own.orElse(tokenizer.vocabularySize()));
            int rows = id < weights.rows() ? weights.rows() : (id / ROWS + 1) * ROWS;
            return new LanguagePart(
                    rows == weights.rows() ? weights : weights.withRows(rows),
                    new TokenizerCopy(model.language().folder(), "", OptionalInt.of(id), own.isEmpty(), true, ""));
        }
    }

    int imageToken() {
        return tokenizer.image().orElseThrow();
    }

    /** Whether the output layer shares the table of embeddings. */
    boolean isTied() {
        return weights.head().isEmpty();
    }

    /** {@code text_config}. */
    ObjectNode config() {
        return weights.config().deepCopy().put("tie_word_embeddings", isTied());
    }

    /** The weights as those of a class with a head, below {@code language_model.}. */
    Map<String, StreamedTensor> whole() {
        return named("language_model." + weights.prefix(), "language_model." + weights.headName());
    }

    /** The weights, with something before the names of the model and those of its output layer. */
    Map<String, StreamedTensor> named(String prefix, String head) {
        Map<String, StreamedTensor> named = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> named.put(prefix + name, tensor));
        weights.head().forEach((name, tensor) -> named.put(head + name, tensor));
        return named;
    }
}
