package dev.graft.eval.caption;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs of words. */
final class NGrams {
    private NGrams() {}

    /** How often each run of {@code length} words is in a text. */
    static Map<List<String>, Integer> count(List<String> words, int length) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int end = length; end <= words.size(); end++) {
            counts.merge(words.subList(end - length, end), 1, Integer::sum);
        }
        return counts;
    }
}
