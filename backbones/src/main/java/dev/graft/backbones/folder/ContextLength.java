package dev.graft.backbones.folder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How many positions a model reads, by its architecture: what {@code config.json} calls the number of positions is in some the length of a
 * table, in others one with rows to spare, and in others that of the texts that the model was trained with.
 */
final class ContextLength {
    /** Positions are distances, of which any is known: the number in the file limits nothing. */
    private static final Set<String> RELATIVE =
            Set.of("t5", "mt5", "umt5", "longt5", "switch_transformers", "bloom", "mamba", "mamba2", "rwkv");

    /** The first position of a text stands behind that of padding, so that so many rows of the table are no positions. */
    private static final Set<String> BEHIND_PADDING = Set.of(
            "roberta",
            "roberta-prelayernorm",
            "xlm-roberta",
            "xlm-roberta-xl",
            "camembert",
            "data2vec-text",
            "longformer",
            "ibert",
            "xmod",
            "luke",
            "mpnet",
            "altclip",
            "altclip_text_model",
            "bridgetower",
            "bridgetower_text_model",
            "clap",
            "clap_text_model",
            "esm",
            "layoutlmv3",
            "lilt",
            "markuplm");

    /** Those whose files say the length with what the scaling of their positions makes of it. */
    private static final Set<String> SCALED_ALREADY = Set.of("gemma3", "gemma3_text");

    private static final int USUAL_PADDING = 1;

    private ContextLength() {}

    /**
     * What a text model reads.
     *
     * @param type of the architecture
     * @param stated the number of positions in the file
     */
    static OptionalInt of(String type, JsonNode text, OptionalInt stated) {
        if (RELATIVE.contains(type) || isRelative(type, text) || stated.isEmpty()) {
            return OptionalInt.empty();
        }
        if (BEHIND_PADDING.contains(type)) {
            return OptionalInt.of(
                    Math.max(1, stated.getAsInt() - text.path("pad_token_id").asInt(USUAL_PADDING) - 1));
        }
        return OptionalInt.of(SCALED_ALREADY.contains(type) ? stated.getAsInt() : scaled(text, stated.getAsInt()));
    }

    private static boolean isRelative(String type, JsonNode text) {
        return type.equals("falcon") && text.path("alibi").asBoolean(false)
                || type.startsWith("deberta")
                        && !text.path("position_biased_input").asBoolean(true);
    }

    /**
     * With positions stretched by a factor. Of {@code linear} the file says the length before that, of {@code yarn} either; that of
     * {@code dynamic} depends on the text, and an export holds the one of the text that it was made with.
     */
    private static int scaled(JsonNode text, int stated) {
        JsonNode scaling =
                text.path("rope_parameters").isObject() ? text.path("rope_parameters") : text.path("rope_scaling");
        double factor = scaling.path("factor").asDouble(1);
        String kind = scaling.path("rope_type").asText(scaling.path("type").asText(""));
        double reached = Map.of(
                        "linear", stated * factor,
                        "yarn", scaling.path("original_max_position_embeddings").asInt(stated) * factor)
                .getOrDefault(kind, 0.0);
        return (int) Math.min(Integer.MAX_VALUE, Math.max(stated, reached));
    }
}
