package dev.graft.models.data.records;

import dev.graft.models.data.ImagePlace;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import dev.graft.models.data.Turn;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sample in the making; what is not said of it is empty. */
public final class Draft {
    private final JsonRecord record;
    private final String id;
    private final List<PlacedImage> images = new ArrayList<>();
    private String instruction = "";
    private List<Turn> history = List.of();
    private String question = "";
    private List<String> answers = List.of();
    private List<String> choices = List.of();
    private Optional<String> questionType = Optional.empty();
    private Optional<String> answerType = Optional.empty();

    public Draft(JsonRecord record, String id) {
        this.record = record;
        this.id = id;
    }

    /** An image before the first words. */
    public Draft image(ImageRef image) {
        return image(image, ImagePlace.FRONT);
    }

    public Draft images(List<ImageRef> several) {
        several.forEach(this::image);
        return this;
    }

    public Draft image(ImageRef image, ImagePlace place) {
        images.add(new PlacedImage(image, place));
        return this;
    }

    public Draft instruction(String text) {
        instruction = text;
        return this;
    }

    public Draft history(List<Turn> turns) {
        history = turns;
        return this;
    }

    public Draft question(String text) {
        question = text;
        return this;
    }

    public Draft answers(List<String> texts) {
        answers = texts;
        return this;
    }

    public Draft choices(List<String> texts) {
        choices = texts;
        return this;
    }

    public Draft types(Optional<String> ofQuestion, Optional<String> ofAnswer) {
        questionType = ofQuestion;
        answerType = ofAnswer;
        return this;
    }

    /** @throws InvalidInputException if it has no answer, and is not only to be asked */
    public Sample sample() {
        if (answers.isEmpty() && !record.mayLackAnswer()) {
            throw new InvalidInputException("sample '" + id + "' has no answer");
        }
        return new Sample(
                id,
                images,
                instruction,
                history,
                question,
                answers,
                choices,
                questionType,
                answerType,
                record.number());
    }
}
