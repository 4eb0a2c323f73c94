package dev.graft.models.data;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import java.util.Arrays;
import java.util.List;

/** The data formats that Graft reads. */
public enum DatasetFormat {
    /**
     * One JSON object a line (or a JSON array of such objects): {@code image}, {@code question} and {@code answer} or
     * {@code answers}; or {@code image} and {@code caption} or {@code captions}. Optional: {@code id},
     * {@code question_type}, {@code answer_type}, {@code meta}, {@code metadata}.
     */
    RECORDS("records"),
    /** LLaVA: objects with {@code id}, {@code image} and {@code conversations}; one sample for each answer. */
    LLAVA("llava"),
    /** easy-VQA: {@code questions.json} holds {@code [question, answer, image_id]}, {@code images/} the images. */
    EASY_VQA("easy-vqa"),
    /** VQA v1 and v2, OK-VQA: the official pair of a questions and an annotations file, with COCO image names. */
    VQA("vqa"),
    /**
     * POPE: one JSON object a line with {@code question_id}, {@code image}, {@code text}, the question, and {@code label},
     * yes or no.
     */
    POPE("pope");

    private final String id;

    DatasetFormat(String id) {
        this.id = id;
    }

    /** The name by which options and configuration files know the format. */
    public String id() {
        return id;
    }

    /**
     * The format with the given name.
     *
     * @throws IllegalArgumentException if there is none, with the names there are
     */
    public static DatasetFormat of(String id) {
        return Arrays.stream(values())
                .filter(format -> format.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "unknown data format '" + id + "'" + Suggestions.didYouMean(id, ids())));
    }

    private static List<String> ids() {
        return Arrays.stream(values()).map(DatasetFormat::id).toList();
    }
}
