package dev.graft.cli.output;

import dev.graft.models.data.check.Lengths;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The lengths of samples in tokens against the context, as text and as JSON. */
final class LengthsOutput {
    private LengthsOutput() {}

    static String text(Lengths lengths) {
        String context = lengths.context().isPresent()
                ? "context " + lengths.context().getAsInt() + ", " + lengths.over() + " samples are longer"
                : "the model states no context";
        return String.format(
                        Locale.ROOT,
                        "tokens of a sample: half have %d or fewer, 99 of 100 have %d or fewer, the longest %d; %s\n",
                        lengths.quantile(0.5),
                        lengths.quantile(0.99),
                        lengths.quantile(1),
                        context)
                + lengths.toText();
    }

    static Map<String, Object> json(Lengths lengths) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("context", lengths.context().isPresent() ? lengths.context().getAsInt() : null);
        json.put("over", lengths.over());
        json.put("median", lengths.quantile(0.5));
        json.put("longest", lengths.quantile(1));
        json.put("histogram", histogram(lengths));
        return json;
    }

    /** {@code [from, to, count]} of each range, both ends among it. */
    static List<List<Integer>> histogram(Lengths lengths) {
        return lengths.histogram().stream()
                .map(bucket -> List.of(bucket.from(), bucket.to(), bucket.count()))
                .toList();
    }
}
