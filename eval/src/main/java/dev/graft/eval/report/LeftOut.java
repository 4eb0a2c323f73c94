package dev.graft.eval.report;

import dev.graft.models.data.fault.FaultReport;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What of the data an evaluation did not use as it is, by kind of fault, such as {@code missing-image}: questions that are left
 * out change what is measured.
 *
 * @param questions how many records and questions were not asked
 * @param examples how many of the data that examples are drawn from were not among those
 * @param cut how many questions were asked though their whole answer has no room in the language model's context
 */
public record LeftOut(Map<String, Long> questions, Map<String, Long> examples, long cut) {
    /** Everything was used. */
    public static final LeftOut NOTHING = new LeftOut(Map.of(), Map.of(), 0);

    public LeftOut {
        questions = Collections.unmodifiableMap(new TreeMap<>(questions));
        examples = Collections.unmodifiableMap(new TreeMap<>(examples));
    }

    /** Questions that have faults. */
    public static LeftOut questions(FaultReport faults) {
        return new LeftOut(byId(faults), Map.of(), 0);
    }

    /** Examples that have faults. */
    public static LeftOut examples(FaultReport faults) {
        return new LeftOut(Map.of(), byId(faults), 0);
    }

    /** Questions whose answers have less room than they need. */
    public static LeftOut cut(long questions) {
        return new LeftOut(Map.of(), Map.of(), questions);
    }

    private static Map<String, Long> byId(FaultReport faults) {
        Map<String, Long> counts = new TreeMap<>();
        faults.counts().forEach((kind, count) -> counts.put(kind.id(), count));
        return counts;
    }

    /** This and more. */
    public LeftOut and(LeftOut more) {
        return new LeftOut(sum(questions, more.questions), sum(examples, more.examples), cut + more.cut);
    }

    private static Map<String, Long> sum(Map<String, Long> some, Map<String, Long> more) {
        Map<String, Long> sum = new TreeMap<>(some);
        more.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
        return sum;
    }

    public boolean isEmpty() {
        return questions.isEmpty() && examples.isEmpty() && cut == 0;
    }

    /** A line for each that there is, such as {@code questions left out: missing-image 2, overlong 1}. */
    String toText() {
        return line("questions left out: ", questions)
                + line("examples left out: ", examples)
                + (cut == 0 ? "" : "questions whose answers have less room than they need: " + cut + "\n");
    }

    private static String line(String label, Map<String, Long> counts) {
        return counts.isEmpty()
                ? ""
                : counts.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", ", label, "\n"));
    }
}
