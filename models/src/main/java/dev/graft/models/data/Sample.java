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
import java.util.function.UnaryOperator;

/**
 * One example of a data set: images, what is asked about them, and the answers that count as right.
 *
 * @param id the record's id in the data set, or its number there; the turns of one conversation share it
 * @param images in the order in which they are read; empty for text alone
 * @param instruction what is said before all, as a system turn is; empty for none
 * @param history the turns before this question, oldest first
 * @param question the question; empty where the image is only to be described
 * @param answers the reference answers, one a human (so with repetitions); empty only of a question that is only to be asked, see
 *     {@link DatasetOptions#unanswered}
 * @param choices the answers to choose from; empty where the question is open
 * @param questionType the data set's own classification of the question
 * @param answerType the data set's own classification of the answer
 * @param record 1-based number of the record in its file, for messages
 */
public record Sample(
        String id,
        List<PlacedImage> images,
        String instruction,
        List<Turn> history,
        String question,
        List<String> answers,
        List<String> choices,
        Optional<String> questionType,
        Optional<String> answerType,
        int record) {

    public Sample {
        Objects.requireNonNull(instruction, "instruction");
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(questionType, "questionType");
        Objects.requireNonNull(answerType, "answerType");
        if (id.isBlank()) {
            throw new InvalidInputException("a sample needs an id");
        }
        images = List.copyOf(images);
        history = List.copyOf(history);
        answers = List.copyOf(answers);
        choices = List.copyOf(choices);
        for (PlacedImage image : images) {
            if (image.place().turn() > history.size()) {
                throw new IllegalArgumentException("sample '" + id + "' has an image in turn "
                        + image.place().turn() + " and only " + history.size() + " turns before the question");
            }
        }
    }

    /** A question about an image, with the image in front and no history. */
    public static Sample of(String id, ImageRef image, String question, List<String> answers) {
        return of(id, Optional.of(image), question, answers, Optional.empty(), Optional.empty(), 1);
    }

    /** A question about an image, which stands in front, or about none. */
    public static Sample of(
            String id,
            Optional<ImageRef> image,
            String question,
            List<String> answers,
            Optional<String> questionType,
            Optional<String> answerType,
            int record) {
        return new Sample(
                id,
                image.map(PlacedImage::front).stream().toList(),
                "",
                List.of(),
                question,
                answers,
                List.of(),
                questionType,
                answerType,
                record);
    }

    /**
     * The answer to learn: the one most humans gave, the earliest of them where several are equal.
     *
     * @throws InvalidInputException if the question is one that is only to be asked
     */
    public String target() {
        if (answers.isEmpty()) {
            throw new InvalidInputException("sample '" + id + "' has no answer");
        }
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
     * The question with its images as a conversation.
     *
     * @param turns the most earlier turns to take along; the images of those left out move to the front of the first that
     *     is taken
     */
    public Conversation<ImageRef> conversation(int turns) {
        int first = Math.max(0, history.size() - turns);
        List<Exchange<ImageRef>> earlier = new ArrayList<>();
        for (int turn = first; turn < history.size(); turn++) {
            earlier.add(new Exchange<>(message(turn, first), history.get(turn).answer()));
        }
        return Conversation.of(message(history.size(), first)).after(earlier).withInstruction(instruction);
    }

    private Prompt<ImageRef> message(int turn, int first) {
        String text = turn < history.size() ? history.get(turn).question() : question;
        Prompt.Writer<ImageRef> out = new Prompt.Writer<>();
        int written = 0;
        for (PlacedImage image : images) {
            if (turn == Math.max(first, image.place().turn())) {
                int offset = image.place().turn() == turn
                        ? Math.min(Math.max(written, image.place().offset()), text.length())
                        : 0;
                out.text(text.substring(written, offset)).image(image.image());
                written = offset;
            }
        }
        return out.text(text.substring(written)).done();
    }

    /** The only image; empty where there is none, or several. */
    public Optional<ImageRef> image() {
        return images.size() == 1 ? Optional.of(images.get(0).image()) : Optional.empty();
    }

    /** What the sample is about, by name: its first image, or the record's id where there is no image. */
    public String group() {
        return images.isEmpty() ? id : images.get(0).image().name();
    }

    /** The same sample, asked otherwise. */
    public Sample withQuestion(String other) {
        return new Sample(id, images, instruction, history, other, answers, choices, questionType, answerType, record);
    }

    /** The same sample with another image in place of each of its own. */
    public Sample withImages(UnaryOperator<ImageRef> change) {
        List<PlacedImage> changed = images.stream()
                .map(image -> new PlacedImage(change.apply(image.image()), image.place()))
                .toList();
        return new Sample(
                id, changed, instruction, history, question, answers, choices, questionType, answerType, record);
    }

    /** The same sample with other answers. */
    public Sample withAnswers(List<String> others) {
        return new Sample(
                id, images, instruction, history, question, others, choices, questionType, answerType, record);
    }

    /**
     * The image, for uses of a data set that need one for every sample.
     *
     * @throws ModelFileException if the sample has none or several, or it is not there
     */
    public ImageRef requireImage() {
        if (images.size() != 1) {
            throw new ModelFileException("sample '" + id + "' (record " + record + ") has "
                    + (images.isEmpty() ? "no image" : images.size() + " images")
                    + "; this use of the data set needs one for every sample");
        }
        return requireThere(images.get(0).image());
    }

    /**
     * The images, each of which must be there.
     *
     * @throws ModelFileException if one is not
     */
    public List<ImageRef> requireImages() {
        return images.stream().map(image -> requireThere(image.image())).toList();
    }

    private ImageRef requireThere(ImageRef found) {
        if (!found.exists()) {
            throw new ModelFileException("sample '" + id + "' (record " + record + "): image '" + found.name()
                    + "' is not at " + found.source() + "; check the image folder given for the data set"
                    + found.near());
        }
        return found;
    }
}
