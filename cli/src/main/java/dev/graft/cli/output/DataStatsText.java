package dev.graft.cli.output;

import dev.graft.models.data.check.DataStatistics;
import dev.graft.models.data.check.ImageSizes;
import dev.graft.models.data.check.Lengths;
import dev.graft.models.data.check.TextLengths;
import dev.graft.models.data.fault.UnusedFields;
import dev.graft.tensors.Printable;
import java.util.Locale;
import java.util.Map;

/** What {@code graft data stats} prints. */
public final class DataStatsText {
    private DataStatsText() {}

    /** @param most how many of the commonest answers and types are shown */
    public static String of(DataStatistics found, int most) {
        Rows rows = new Rows();
        rows.add("samples", Integer.toString(found.samples().size()));
        rows.add("images", Integer.toString(found.samples().images().size()));
        rows.add(
                "left out",
                found.leftOut().isEmpty() ? "nothing" : found.leftOut().summary());
        if (!found.samples().unused().isEmpty()) {
            rows.add("fields", UnusedFields.summary(found.samples().unused()));
        }
        add(rows, "images of a sample", found.imagesPerSample().byKey());
        add(rows, "type of question", found.questionTypes().commonest(most));
        add(rows, "question", found.questions());
        add(rows, "answer", found.answerLengths());
        rows.add("different answers", Integer.toString(found.answers().different()));
        add(rows, "commonest answers", found.answers().commonest(most));
        add(rows, found.images());
        if (!found.unusable().isEmpty()) {
            rows.add("unusable images", found.unusable().summary());
        }
        return rows
                + found.tokens()
                        .map(tokens -> "\n\n"
                                + LengthsOutput.text(tokens.lengths())
                                + (tokens.unsayable() == 0
                                        ? ""
                                        : "answers that the tokenizer cannot write: " + tokens.unsayable()))
                        .orElse("")
                        .stripTrailing();
    }

    private static void add(Rows rows, String label, Map<?, Long> counts) {
        counts.forEach((what, count) -> rows.add(label, count + "  " + Printable.of(what.toString())));
    }

    private static void add(Rows rows, String label, TextLengths lengths) {
        add(rows, label + ", characters", lengths.characters());
        add(rows, label + ", words", lengths.words());
    }

    private static void add(Rows rows, String label, Lengths lengths) {
        if (lengths.sorted().length > 0) {
            rows.add(
                    label,
                    String.format(
                            Locale.ROOT,
                            "from %d to %d; half have %d or fewer, 99 of 100 have %d or fewer",
                            lengths.quantile(0),
                            lengths.quantile(1),
                            lengths.quantile(0.5),
                            lengths.quantile(0.99)));
        }
    }

    private static void add(Rows rows, ImageSizes images) {
        if (images.count() > 0) {
            add(rows, "form of images", images.kinds().commonest(Integer.MAX_VALUE));
            rows.add("width, pixels", range(images.widths()));
            rows.add("height, pixels", range(images.heights()));
            rows.add(
                    "width / height",
                    String.format(
                            Locale.ROOT,
                            "from %.2f to %.2f, median %.2f",
                            images.aspect(0),
                            images.aspect(1),
                            images.aspect(0.5)));
        }
    }

    private static String range(Lengths pixels) {
        return String.format(
                Locale.ROOT, "from %d to %d, median %d", pixels.quantile(0), pixels.quantile(1), pixels.quantile(0.5));
    }
}
