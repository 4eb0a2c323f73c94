package dev.graft.models.data.show;

import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import dev.graft.models.data.Turn;
import java.util.List;
import java.util.stream.Collectors;

/** Samples as text, for a terminal. */
public final class SampleText {
    private SampleText() {}

    /** The drawn samples, one under the other. */
    public static String of(DrawnSamples drawn) {
        StringBuilder text = new StringBuilder(Shown.line(drawn.title())).append('\n');
        for (int number : drawn.numbers()) {
            Sample sample = drawn.samples().get(number);
            text.append('\n').append(heading(drawn, number)).append('\n');
            sample.images().stream()
                    .limit(Shown.MOST_PARTS)
                    .forEach(image -> add(text, "image", image.image().name() + place(image, sample)));
            more(text, sample.images());
            add(text, "system", sample.instruction());
            for (Turn turn : last(sample.history())) {
                add(text, "before", turn.question());
                add(text, "", turn.answer());
            }
            add(text, sample.question().isBlank() ? "" : "question", sample.question());
            sample.choices().stream().limit(Shown.MOST_PARTS).forEach(choice -> add(text, "choice", choice));
            more(text, sample.choices());
            String answer = sample.question().isBlank() ? "caption" : "answer";
            answers(sample).forEach(each -> add(text, answer, each));
        }
        return text.toString().stripTrailing();
    }

    /** Where a sample stands, and what the data set says of it. */
    static String heading(DrawnSamples drawn, int number) {
        Sample sample = drawn.samples().get(number);
        return List.of(
                        drawn.place(number),
                        "id " + sample.id(),
                        drawn.samples().source(number),
                        drawn.part(number),
                        sample.questionType().orElse(""),
                        sample.answerType().orElse(""))
                .stream()
                .filter(part -> !part.isEmpty())
                .map(Shown::line)
                .collect(Collectors.joining(", "));
    }

    /** The answers, each once with how many gave it. */
    static List<String> answers(Sample sample) {
        List<String> different = sample.answers().stream().distinct().toList();
        List<String> shown = different.stream()
                .limit(Shown.MOST_PARTS)
                .map(answer -> {
                    long times =
                            sample.answers().stream().filter(answer::equals).count();
                    return times == 1 ? answer : answer + " (" + times + " times)";
                })
                .collect(Collectors.toList());
        if (different.size() > shown.size()) {
            shown.add("... and " + (different.size() - shown.size()) + " more");
        }
        return shown;
    }

    /** The turns nearest to the question. */
    static List<Turn> last(List<Turn> history) {
        return history.subList(Math.max(0, history.size() - Shown.MOST_PARTS), history.size());
    }

    /** Where an image stands that does not stand in front. */
    static String place(PlacedImage image, Sample sample) {
        boolean front = image.place().turn() == 0 && image.place().offset() == 0;
        if (front) {
            return "";
        }
        String turn = sample.history().isEmpty() ? "" : "turn " + (image.place().turn() + 1) + ", ";
        return " (" + turn + "after " + image.place().offset() + " letters)";
    }

    private static void more(StringBuilder text, List<?> parts) {
        if (parts.size() > Shown.MOST_PARTS) {
            add(text, "", "... and " + (parts.size() - Shown.MOST_PARTS) + " more");
        }
    }

    private static void add(StringBuilder text, String label, String value) {
        if (!value.isBlank()) {
            String indented = Shown.text(value.strip()).replace("\n", "\n" + " ".repeat(12));
            text.append(String.format("  %-10s", label)).append(indented).append('\n');
        }
    }
}
