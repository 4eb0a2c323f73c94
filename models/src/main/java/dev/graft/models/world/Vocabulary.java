package dev.graft.models.world;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The distinct words of the world's texts. */
final class Vocabulary {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z0-9]+");

    private final Set<String> words = new TreeSet<>();

    void add(String text) {
        BETWEEN_WORDS.splitAsStream(text).filter(word -> !word.isEmpty()).forEach(words::add);
    }

    int size() {
        return words.size();
    }
}
