package dev.graft.models.data.check;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How often each of several things occurs, such as each answer.
 *
 * @param byKey in the order of the keys
 * @param <K> what is counted
 */
public record Counts<K extends Comparable<K>>(SortedMap<K, Long> byKey) {
    public Counts {
        byKey = Collections.unmodifiableSortedMap(new TreeMap<>(byKey));
    }

    /** Counts what each of the items has. */
    public static <T, K extends Comparable<K>> Counts<K> of(List<T> items, Function<? super T, K> key) {
        return new Counts<>(items.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.counting())));
    }

    /** How many different things there are. */
    public int different() {
        return byKey.size();
    }

    /** The most frequent, most frequent first and equally frequent ones by their keys; no more than {@code most}. */
    public Map<K, Long> commonest(int most) {
        Map<K, Long> commonest = new LinkedHashMap<>();
        byKey.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(most)
                .forEach(each -> commonest.put(each.getKey(), each.getValue()));
        return commonest;
    }
}
