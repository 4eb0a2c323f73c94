package dev.graft.models.data.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Faults as they are found: how many there are of each kind, and each in full unless there are too many. Not for several threads. */
public final class FaultReport {
    /** How many of a kind are kept; of more than these nobody reads each. */
    private static final int MOST = 100_000;

    private final Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
    private final Map<FaultKind, List<Fault>> first = new EnumMap<>(FaultKind.class);

    public void add(Fault fault) {
        counts.merge(fault.kind(), 1L, Long::sum);
        List<Fault> kept = first.computeIfAbsent(fault.kind(), kind -> new ArrayList<>());
        if (kept.size() < MOST) {
            kept.add(fault);
        }
    }

    /** How many there are of each kind that occurred. */
    public Map<FaultKind, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** How many there are of a kind. */
    public long count(FaultKind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** How many there are. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** All that are kept, kind by kind. */
    public Stream<Fault> all() {
        return first.values().stream().flatMap(List::stream);
    }

    /** The first of a kind, in the order in which they were found. */
    public List<Fault> first(FaultKind kind) {
        return Collections.unmodifiableList(first.getOrDefault(kind, List.of()));
    }

    /** How many there are of each kind, in one line such as {@code missing image: 12, malformed record: 3}. */
    public String summary() {
        return summary(counts);
    }

    /** As {@link #summary()} of numbers of each kind. */
    public static String summary(Map<FaultKind, Long> counts) {
        return counts.entrySet().stream()
                .map(each -> each.getKey().title() + ": " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    /**
     * Kind by kind: how many, what to do, and the first of them, each on a line.
     *
     * @param shown the most of each kind
     */
    public String toText(int shown) {
        StringBuilder text = new StringBuilder();
        counts.forEach((kind, count) -> {
            text.append(kind.title()).append(": ").append(count);
            text.append(" (").append(kind.remedy()).append(")\n");
            List<Fault> some =
                    first.get(kind).subList(0, Math.min(shown, first.get(kind).size()));
            some.forEach(fault -> text.append("  ").append(fault).append('\n'));
            long more = count - some.size();
            if (more > 0) {
                text.append("  ... and ").append(more).append(" more\n");
            }
        });
        return text.toString();
    }
}
