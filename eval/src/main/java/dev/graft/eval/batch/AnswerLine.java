package dev.graft.eval.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import dev.graft.models.prompt.MarkedText;
import dev.graft.models.prompt.Piece;
import dev.graft.models.prompt.Prompt;

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
        line.put("question", question(sample));
        line.put("answer", answer);
        if (!sample.answers().isEmpty()) {
            ArrayNode references = line.putArray("references");
            sample.answers().forEach(references::add);
        }
        return written(line);
    }

    /** With {@code <image>} where images stand among the words. */
    private static String question(Sample sample) {
        Prompt<ImageRef> question = sample.conversation(sample.history().size()).question();
        if (question.imagesInFront() == question.images().size()) {
            return sample.question();
        }
        StringBuilder text = new StringBuilder();
        for (Piece<ImageRef> piece : question.pieces()) {
            text.append(piece instanceof Piece.Text<ImageRef> words ? words.text() : MarkedText.MARK);
        }
        return text.toString();
    }

    private static String written(ObjectNode line) {
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can always be written", e);
        }
    }
}
