package dev.graft.cli.output;

import dev.graft.eval.report.EvaluationReport;
import dev.graft.training.progress.Example;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.progress.Validation;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows how a training goes on: one line that changes on a terminal, a line every few seconds elsewhere. */
public final class Progress implements TrainingListener {
    private static final int SHOWN = 3;

    private final ProgressLine line;
    private double smoothed = Double.NaN;
    private String lastValidation = "";
    private Optional<Example> example = Optional.empty();

    public Progress(PrintWriter out, boolean quiet) {
        line = new ProgressLine(out, quiet);
    }

    @Override
    public void onMessage(String message) {
        line.message(message);
    }

    @Override
    public void onPreparation(String what, long done, long total) {
        line.step(what, done, total);
    }

    @Override
    public void onStep(long step, long total, double loss, double rate, double secondsLeft) {
        smoothed = Double.isNaN(smoothed) ? loss : 0.95 * smoothed + 0.05 * loss;
        line.show(
                String.format(
                        Locale.ROOT,
                        "step %d/%d  loss %.4f%s  %s samples/s  %s left",
                        step,
                        total,
                        smoothed,
                        line.isTerminal() ? lastValidation : "",
                        String.format(Locale.ROOT, rate < 10 ? "%.2f" : "%.0f", rate),
                        duration(secondsLeft)),
                step == total);
    }

    @Override
    public void onValidation(long step, Validation validation) {
        String accuracy = validation.accuracy().isPresent()
                ? String.format(
                        Locale.ROOT,
                        ", %.1f %% right",
                        100 * validation.accuracy().getAsDouble())
                : "";
        String parts = validation.parts().entrySet().stream()
                .map(part -> String.format(
                        Locale.ROOT,
                        "%s %.4f",
                        part.getKey().substring(part.getKey().indexOf('/') + 1),
                        part.getValue()))
                .collect(Collectors.joining(", "));
        lastValidation = String.format(
                Locale.ROOT,
                "  validation %.4f%s%s",
                validation.loss(),
                parts.isEmpty() ? "" : " (" + parts + ")",
                accuracy);
        if (!line.isTerminal()) {
            line.show("step " + step + lastValidation, true);
        }
    }

    @Override
    public void onEvaluation(EvaluationReport report) {
        onMessage("\n" + report.dataset() + "\n" + report.toTable());
    }

    @Override
    public void onExamples(List<Example> examples) {
        example = examples.stream().findFirst();
        for (Example each : examples.subList(0, Math.min(SHOWN, examples.size()))) {
            onMessage(each.image().source() + "\n  " + each.question() + " " + each.answer()
                    + (each.isRight() ? "" : "  (right: " + String.join(", ", each.expected()) + ")"));
        }
    }

    /** One of the images and questions that were shown. */
    public Optional<Example> example() {
        return example;
    }

    /** Ends the changing line. */
    public void finish() {
        line.finish();
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }
}
