package dev.graft.eval.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;

/** An answer as JSON on one line: {@code {"id": "7", "record": 3, "turn": 0, "images": [...], "question": "...", "answer": "..."}}. */
public final class AnswerLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AnswerLine() {}

    /**
     * The line of an answer, with what it answers: the record's id and number, how many turns went before, the names of the images,
     * and, where the data give them, their answers as {@code references}.
     *
     * @param source name of the part of a mixture that the sample is of; empty where the data are no mixture
     */
    public static String of(Sample sample, String source, String answer) {
        ObjectNode line = JSON.createObjectNode();
        line.put("id", sample.id());
        line.put("record", sample.record());
        if (!source.isEmpty()) {
            line.put("source", source);
        }
        line.put("turn", sample.history().size());
        ArrayNode images = line.putArray("images");
        for (PlacedImage image : sample.images()) {
            images.add(image.image().name());
        }
        line.put("question", sample.question());
        line.put("answer", answer);
        if (!sample.answers().isEmpty()) {
            ArrayNode references = line.putArray("references");
            sample.answers().forEach(references::add);
        }
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can always be written", e);
        }
    }
}
