package dev.graft.models.prompt;

import dev.graft.backbones.tokenizer.Tokenizer;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whether a tokenizer can write a text. Not every tokenizer knows all letters: for one that it does not know it gives an
 * unknown token, or none, and a model that learns such an answer learns to leave a gap.
 */
public final class Sayable {
    private Sayable() {}

    /**
     * The letters and digits of a text that its tokens do not hold, each once in the order of the text; empty where all are
     * there. Case and accents, which some tokenizers drop on purpose, do not count.
     */
    public static String lost(Tokenizer tokenizer, String text) {
        String written = tokenizer.decode(tokenizer.encode(text, false), true);
        Set<Integer> kept = letters(written).boxed().collect(Collectors.toSet());
        return letters(text)
                .filter(letter -> !kept.contains(letter))
                .distinct()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static IntStream letters(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit);
    }
}
