package dev.graft.backbones.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the parts of a {@code tokenizer.json} around the model may not be, since the native library (tokenizers 0.21) would end
 * the process on it, while it opens the file or at some text later.
 *
 * <p>The library guesses the kind of a part from its fields where the type is missing, so what counts here is the fields.
 */
final class PartChecks {
    private PartChecks() {}

    /** The normalizer, the pre-tokenizer or the decoder. */
    static void check(Part section) {
        for (Part part : section.objects()) {
            checkPattern(part.field("pattern"));
            checkNotEmpty(part.field("prepend"));
            if (!part.field("precompiled_charsmap").node().isMissingNode()) {
                CharacterMap.check(part.field("precompiled_charsmap"));
            }
            checkNotZero(part.field("length"));
            if (part.node().has("content") && part.node().path("stop").asLong() > 0) {
                throw part.field("stop").error("0, since a shorter token has no such end");
            }
        }
    }

    /** The decoder alone: what is no object there is not reported as elsewhere. */
    static void checkDecoder(Part decoder) {
        if (!decoder.node().isNull() && !decoder.node().isObject()) {
            throw decoder.error("an object {...}");
        }
        Part parts = decoder.field("decoders");
        for (int i = 0; i < parts.node().size(); i++) {
            checkDecoder(parts.element(i));
        }
    }

    private static void checkPattern(Part pattern) {
        checkNotEmpty(pattern.field("String"));
        checkNotEmpty(pattern.field("Regex"));
        if (pattern.field("Regex").node().isTextual()) {
            RegularExpression.check(pattern.field("Regex"));
        }
    }

    private static void checkNotEmpty(Part text) {
        if (text.node().isTextual() && text.node().textValue().isEmpty()) {
            throw text.error("a text that is not empty");
        }
    }

    private static void checkNotZero(Part number) {
        JsonNode node = number.node();
        if (node.isIntegralNumber() && node.asLong() == 0) {
            throw number.error("a length from 1 on");
        }
    }
}
