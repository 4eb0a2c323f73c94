package dev.graft.cli.output;

import dev.graft.models.data.check.CheckedData;
import dev.graft.models.data.check.DataFindings;
import dev.graft.models.data.fault.UnusedFields;
import java.util.Locale;

/** What {@code graft data check} prints. */
public final class DataCheckText {
    private DataCheckText() {}

    /** @param shown the most faults of each kind */
    public static String of(DataFindings found, int shown) {
        StringBuilder text = new StringBuilder();
        add(text, found.data(), shown);
        if (!found.repetitions().isEmpty()) {
            text.append("\nthere twice, which is no fault:\n")
                    .append(found.repetitions().toText(shown));
        }
        found.lengths().ifPresent(lengths -> text.append('\n').append(LengthsOutput.text(lengths)));
        for (CheckedData test : found.tests()) {
            text.append('\n');
            add(text, test, shown);
        }
        return text.toString().stripTrailing();
    }

    private static void add(StringBuilder text, CheckedData data, int shown) {
        text.append(String.format(
                Locale.ROOT,
                "%s: %d samples about %d images, format %s; %s\n",
                data.samples().name(),
                data.samples().size(),
                data.samples().images().size(),
                data.format(),
                data.faults().isEmpty() ? "no faults" : data.faults().total() + " faults"));
        text.append(data.faults().toText(shown));
        if (!data.samples().unused().isEmpty()) {
            text.append(UnusedFields.summary(data.samples().unused())).append('\n');
        }
    }
}
