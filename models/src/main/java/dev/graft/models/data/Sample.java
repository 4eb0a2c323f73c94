package dev.graft.models.data;

import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Exchange;
import dev.graft.models.prompt.Prompt;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One example of a data set: an image, what is asked about it, and the answers that count as right.
 *
 * @param id the record's id in the data set, or its number there; the turns of one conversation share it
 * @param image the image; empty for text alone
 * @param place where the image stands in the conversation; {@link ImagePlace#FRONT} where there is none
 * @param history the turns before this question, oldest first
 * @param question the question; empty where the image is only to be described
 * @param answers the reference answers, one a human (so with repetitions); never empty
 * @param questionType the data set's own classification of the question
 * @param answerType the data set's own classification of the answer
 * @param record 1-based number of the record in its file, for messages
 */
public record Sample(
        String id,
        Optional<ImageRef> image,
        ImagePlace place,
        List<Turn> history,
        String question,
        List<String> answers,
        Optional<String> questionType,
        Optional<String> answerType,
        int record) {

    public Sample {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(questionType, "questionType");
        Objects.requireNonNull(answerType, "answerType");
        if (id.isBlank()) {
            throw new InvalidInputException("a sample needs an id");
        }
        history = List.copyOf(history);
        answers = List.copyOf(answers);
        if (answers.isEmpty()) {
            throw new InvalidInputException("sample '" + id + "' has no answer");
        }
        if (place.turn() > history.size()) {
            throw new IllegalArgumentException("sample '" + id + "' has its image in turn " + place.turn()
                    + " and only " + history.size() + " turns before the question");
        }
    }

    /** A question about an image, with the image in front and no history. */
    public static Sample of(String id, ImageRef image, String question, List<String> answers) {
        return new Sample(
                id,
                Optional.of(image),
                ImagePlace.FRONT,
                List.of(),
                question,
                answers,
                Optional.empty(),
                Optional.empty(),
                1);
    }

    /** The answer to learn: the one most humans gave, the earliest of them where several are equal. */
    public String target() {
        Map<String, Integer> votes = new LinkedHashMap<>();
        answers.forEach(answer -> votes.merge(answer, 1, Integer::sum));
        String best = answers.get(0);
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > votes.get(best)) {
                best = vote.getKey();
            }
        }
        return best;
    }

    /**
     * The question with its image as a conversation.
     *
     * @param turns the most earlier turns to take along; the image moves to the first of them if it stood before
     */
    public Conversation<ImageRef> conversation(int turns) {
        int first = Math.max(0, history.size() - turns);
        List<Exchange<ImageRef>> earlier = new ArrayList<>();
        for (int turn = first; turn < history.size(); turn++) {
            earlier.add(new Exchange<>(message(turn, first), history.get(turn).answer()));
        }
        return Conversation.of(message(history.size(), first)).after(earlier);
    }

    private Prompt<ImageRef> message(int turn, int first) {
        String text = turn < history.size() ? history.get(turn).question() : question;
        Prompt.Writer<ImageRef> out = new Prompt.Writer<>();
        if (image.isEmpty() || turn != Math.max(first, place.turn())) {
            return out.text(text).done();
        }
        int offset = turn == place.turn() ? Math.min(place.offset(), text.length()) : 0;
        out.text(text.substring(0, offset)).image(image.get());
        return out.text(text.substring(offset)).done();
    }

    /** What must stay on one side of a split: the image's name, or the record's id where there is no image. */
    public String group() {
        return image.map(ImageRef::name).orElse(id);
    }

    /** The same sample, asked otherwise. */
    public Sample withQuestion(String other) {
        return new Sample(id, image, place, history, other, answers, questionType, answerType, record);
    }

    /** The same sample with another image, for controls. */
    public Sample withImage(ImageRef other) {
        return new Sample(id, Optional.of(other), place, history, question, answers, questionType, answerType, record);
    }

    /** The same sample with other answers. */
    public Sample withAnswers(List<String> others) {
        return new Sample(id, image, place, history, question, others, questionType, answerType, record);
    }

    /**
     * The image, which must be there.
     *
     * @throws ModelFileException if the sample has none, or its file does not exist
     */
    public ImageRef requireImage() {
        ImageRef found = image.orElseThrow(() -> new ModelFileException("sample '" + id + "' (record " + record
                + ") has no image; this use of the data set needs one for every sample"));
        if (!found.exists()) {
            throw new ModelFileException("sample '" + id + "' (record " + record + "): image '" + found.name()
                    + "' is not at " + found.source() + "; check the image folder given for the data set");
        }
        return found;
    }
}
