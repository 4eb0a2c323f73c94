package dev.graft.world.scene;

import java.util.HashSet;
import java.util.Set;

/** The distinct words of the little world's texts; a word is a run of letters and digits. */
public final class Vocabulary {
    private final Set<String> words = new HashSet<>();

    public void add(String text) {
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || !Character.isLetterOrDigit(text.charAt(i))) {
                if (i > start) {
                    words.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
    }

    public int size() {
        return words.size();
    }
}
