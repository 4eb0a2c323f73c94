package dev.graft.backbones.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The parts of tokenizers whose every setting is understood here, so that no trial is due. */
final class UsualParts {
    private static final Set<String> TYPES = Set.of(
            "Sequence",
            "NFC",
            "NFD",
            "NFKC",
            "NFKD",
            "Lowercase",
            "BertNormalizer",
            "Prepend",
            "Replace",
            "BertPreTokenizer",
            "Whitespace",
            "WhitespaceSplit",
            "ByteLevel",
            "Metaspace",
            "Digits",
            "Punctuation",
            "WordPiece",
            "BPEDecoder",
            "ByteFallback",
            "Fuse",
            "Strip");

    private UsualParts() {}

    /** Whether a normalizer, pre-tokenizer or decoder consists of them, without regular expressions. */
    static boolean are(Part section) {
        for (Part part : section.objects()) {
            JsonNode node = part.node();
            boolean isPattern = node.size() == 1 && node.has("String");
            // An added token of which nothing is left is found between all bytes.
            boolean removes = node.path("content").asText("x").isEmpty();
            if (removes || !isPattern && !TYPES.contains(node.path("type").asText())) {
                return false;
            }
        }
        return true;
    }

    /** Whether an added token keeps a visible character whatever usual parts make of it. */
    static boolean isUsualToken(String content) {
        return content.chars().anyMatch(c -> c > ' ' && c < 0x7f);
    }
}
