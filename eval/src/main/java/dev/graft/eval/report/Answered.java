package dev.graft.eval.report;

import dev.graft.eval.answers.QuestionTypes;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A question of an evaluation with the answer that was given to it.
 *
 * @param id of the record in its data set
 * @param image what the questions about one image have in common
 * @param question may be empty
 * @param questionType as {@link QuestionTypes} tells it
 * @param answerType the data set's own, if it has one
 * @param references the answers that count as right
 * @param choices the answers to choose from; empty where the question is open
 * @param answer the given one
 * @param probability that the model gives its answer, where it was asked for
 * @param scores by metric, of metrics that score each answer
 */
public record Answered(
        String id,
        String image,
        String question,
        String questionType,
        Optional<String> answerType,
        List<String> references,
        List<String> choices,
        String answer,
        OptionalDouble probability,
        Map<String, Double> scores) {
    public Answered {
        references = List.copyOf(references);
        choices = List.copyOf(choices);
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    }

    /** The answer to a sample. */
    public static Answered of(Sample sample, String answer, Map<String, Double> scores) {
        return new Answered(
                sample.id(),
                sample.group(),
                sample.question(),
                QuestionTypes.of(sample),
                sample.answerType(),
                sample.answers(),
                sample.choices(),
                answer,
                OptionalDouble.empty(),
                scores);
    }

    /** The question as a sample, whose image is known by its name alone. */
    public Sample sample() {
        return new Sample(
                id,
                List.of(PlacedImage.front(ImageRef.of(image, Path.of("")))),
                "",
                List.of(),
                question,
                references,
                choices,
                Optional.of(questionType),
                answerType,
                1);
    }

    /** This with the probability of the answer. */
    Answered withProbability(double given) {
        return new Answered(
                id,
                image,
                question,
                questionType,
                answerType,
                references,
                choices,
                answer,
                OptionalDouble.of(given),
                scores);
    }

    /** Whether another is an answer to the same question, about the same image, with the same references. */
    public boolean isToTheSameAs(Answered other) {
        return id.equals(other.id)
                && image.equals(other.image)
                && question.equals(other.question)
                && references.equals(other.references)
                && choices.equals(other.choices);
    }
}
