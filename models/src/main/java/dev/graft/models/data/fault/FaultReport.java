package dev.graft.models.data.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Faults as they are found: how many there are of each kind, and the first of each in full. Not for several threads. */
public final class FaultReport {
    private final int most;
    private final Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
    private final Map<FaultKind, List<Fault>> first = new EnumMap<>(FaultKind.class);

    /** @param most how many of each kind are kept in full */
    public FaultReport(int most) {
        this.most = most;
    }

    public void add(Fault fault) {
        counts.merge(fault.kind(), 1L, Long::sum);
        List<Fault> kept = first.computeIfAbsent(fault.kind(), kind -> new ArrayList<>());
        if (kept.size() < most) {
            kept.add(fault);
        }
    }

    /** How many there are of each kind that occurred. */
    public Map<FaultKind, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** How many there are. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** The first of a kind, in the order in which they were found. */
    public List<Fault> first(FaultKind kind) {
        return Collections.unmodifiableList(first.getOrDefault(kind, List.of()));
    }

    /** Kind by kind: how many, what to do, and the first of them, each on a line. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        counts.forEach((kind, count) -> {
            text.append(kind.title()).append(": ").append(count);
            text.append(" (").append(kind.remedy()).append(")\n");
            first.get(kind).forEach(fault -> text.append("  ").append(fault).append('\n'));
            long more = count - first.get(kind).size();
            if (more > 0) {
                text.append("  ... and ").append(more).append(" more\n");
            }
        });
        return text.toString();
    }
}
