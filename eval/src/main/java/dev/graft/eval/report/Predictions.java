package dev.graft.eval.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.eval.answers.VizWiz;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The form in which answers are handed in to the official programs and servers of a kind of data. */
public enum Predictions {
    /** VQA v2, OK-VQA, TextVQA: {@code [{"question_id": 42, "answer": "two"}]}. */
    VQA {
        @Override
        String text(List<Answered> answers) {
            return array(answers, (node, answered) -> {
                number(node, "question_id", answered.id());
                node.put("answer", answered.answer());
            });
        }
    },

    /** COCO's and NoCaps' captions: {@code [{"image_id": 391895, "caption": "a man"}]}; the number ends the name of the image. */
    CAPTIONS {
        @Override
        String text(List<Answered> answers) {
            return array(answers, (node, answered) -> {
                number(node, "image_id", imageId(answered.image()));
                node.put("caption", answered.answer());
            });
        }
    },

    /** GQA: {@code [{"questionId": "07333408", "prediction": "no"}]}. */
    GQA {
        @Override
        String text(List<Answered> answers) {
            return array(
                    answers,
                    (node, answered) -> node.put("questionId", answered.id()).put("prediction", answered.answer()));
        }
    },

    /** VizWiz: {@code [{"image": "VizWiz_val_00000028.jpg", "answer": "a can"}]}. */
    VIZWIZ {
        @Override
        String text(List<Answered> answers) {
            return array(
                    answers,
                    (node, answered) ->
                            node.put("image", fileName(answered.image())).put("answer", answered.answer()));
        }
    },

    /** A-OKVQA's multiple choice: {@code {"22jbM6gDxdaMaunuzgrsBB": {"multiple_choice": "motorcycle"}}}. */
    CHOICES {
        @Override
        String text(List<Answered> answers) {
            ObjectNode all = JsonTree.object();
            answers.forEach(answered -> all.putObject(answered.id()).put("multiple_choice", answered.answer()));
            return JsonTree.line(all);
        }
    },

    /** POPE: a line of JSON for each question, {@code {"question": "Is there a dog?", "answer": "yes"}}, in their order. */
    POPE {
        @Override
        String text(List<Answered> answers) {
            return answers.stream()
                    .map(answered -> JsonTree.line(JsonTree.object()
                            .put("question", answered.question())
                            .put("answer", answered.answer())))
                    .collect(Collectors.joining());
        }
    };

    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|[1-9]\\d{0,17}");
    private static final Pattern LAST_DIGITS = Pattern.compile("(\\d+)\\D*\\z");

    /** Writes a prediction. */
    @FunctionalInterface
    private interface Writer {
        void write(ObjectNode node, Answered answered);
    }

    abstract String text(List<Answered> answers);

    /**
     * The form for what a report is of: by the protocol that scored the answers, and VizWiz' by the names of its images.
     *
     * @throws IllegalArgumentException if the report has no answers
     */
    public static Predictions of(EvaluationReport report) {
        if (report.answers().isEmpty()) {
            throw new IllegalArgumentException("there are no answers to hand in");
        }
        return switch (report.protocol()) {
            case "caption" -> CAPTIONS;
            case "gqa" -> GQA;
            case "pope" -> POPE;
            case "choice" -> CHOICES;
            default -> report.answers().stream().allMatch(answered -> VizWiz.isImage(answered.image())) ? VIZWIZ : VQA;
        };
    }

    /** The answers of a report, those given with the images, in this form. */
    public String write(EvaluationReport report) {
        return text(report.answers());
    }

    private static String array(List<Answered> answers, Writer writer) {
        ArrayNode all = JsonTree.array();
        answers.forEach(answered -> writer.write(all.addObject(), answered));
        return JsonTree.line(all);
    }

    /** As a number where it is one, as the official files have it. */
    private static void number(ObjectNode node, String key, String text) {
        if (WHOLE_NUMBER.matcher(text).matches()) {
            node.put(key, Long.parseLong(text));
        } else {
            node.put(key, text);
        }
    }

    /** The number with which a file's name ends, without the zeros in front; the name itself where there is none. */
    private static String imageId(String image) {
        String name = fileName(image).replaceFirst("\\.[A-Za-z]+\\z", "");
        Matcher digits = LAST_DIGITS.matcher(name);
        return digits.find() && digits.end(1) == name.length() ? digits.group(1).replaceFirst("^0+(?=\\d)", "") : name;
    }

    private static String fileName(String image) {
        return image.substring(image.lastIndexOf('/') + 1);
    }
}
