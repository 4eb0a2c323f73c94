package dev.graft.eval;

import dev.graft.eval.answers.BoundingBox;
import dev.graft.eval.answers.CaptionEvaluator;
import dev.graft.eval.answers.Evaluator;
import dev.graft.eval.answers.ExactMatch;
import dev.graft.eval.answers.Grounding;
import dev.graft.eval.answers.OpenEndedMatch;
import dev.graft.eval.answers.Pope;
import dev.graft.eval.answers.VlIclMatch;
import dev.graft.eval.answers.VqaAccuracy;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** How the answers to a data set are scored: the metrics that the field uses for its kind. */
public enum Protocol {
    /** Questions with short answers: {@link ExactMatch} and {@link VqaAccuracy}. */
    VQA("vqa", 16, () -> List.of(new ExactMatch(), new VqaAccuracy())),
    /** Captions: BLEU, ROUGE-L and CIDEr; every image is described once. */
    CAPTION("caption", 64, () -> List.of(new CaptionEvaluator())),
    /** Boxes: accuracy at an IoU of 0.5. */
    GROUNDING("grounding", 64, () -> List.of(new Grounding())),
    /** Whether something is in the image: accuracy, precision, recall, F1 and how often the answer is yes. */
    POPE("pope", 16, () -> List.of(new Pope())),
    /** The name of a class, to the letter: {@link OpenEndedMatch}. */
    OPEN_ENDED("open-ended", 16, () -> List.of(new OpenEndedMatch())),
    /** The name of a class at the beginning of the answer: {@link VlIclMatch}. */
    VL_ICL("vl-icl", 16, () -> List.of(new VlIclMatch()));

    private final String id;
    private final int answerTokens;
    private final Supplier<List<Evaluator>> evaluators;

    Protocol(String id, int answerTokens, Supplier<List<Evaluator>> evaluators) {
        this.id = id;
        this.answerTokens = answerTokens;
        this.evaluators = evaluators;
    }

    /**
     * The protocol with the given name.
     *
     * @throws IllegalArgumentException if there is none, with the names there are
     */
    public static Protocol of(String id) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.id.equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidInputException("unknown metric '" + id + "'" + Suggestions.didYouMean(id, ids())));
    }

    /** The names of all. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Protocol::id).toList();
    }

    /**
     * The protocol that suits samples: {@link #CAPTION} if none has a question, {@link #GROUNDING} if all answers are boxes,
     * else {@link #VQA}.
     */
    public static Protocol of(List<Sample> samples) {
        if (!samples.isEmpty()
                && samples.stream().allMatch(sample -> sample.question().isBlank())) {
            return CAPTION;
        }
        boolean boxes = !samples.isEmpty()
                && samples.stream()
                        .allMatch(sample -> BoundingBox.find(sample.target()).isPresent());
        return boxes ? GROUNDING : VQA;
    }

    /** The protocol that suits a data set: {@link #POPE} for its format, else as {@link #of(List)}. */
    public static Protocol of(DatasetFormat format, List<Sample> samples) {
        return format == DatasetFormat.POPE ? POPE : of(samples);
    }

    /** The name by which options know the protocol. */
    public String id() {
        return id;
    }

    /** The longest answer in tokens that is to be expected. */
    public int answerTokens() {
        return answerTokens;
    }

    List<Evaluator> evaluators() {
        return evaluators.get();
    }

    /** The samples to ask about: of captions one for each image, with all that was said of it. */
    public List<Sample> asked(List<Sample> samples) {
        if (this != CAPTION) {
            return samples;
        }
        Map<String, Sample> byImage = new LinkedHashMap<>();
        for (Sample sample : samples) {
            byImage.merge(sample.group(), sample, Protocol::joined);
        }
        return List.copyOf(byImage.values());
    }

    private static Sample joined(Sample first, Sample second) {
        List<String> answers = new ArrayList<>(first.answers());
        answers.addAll(second.answers());
        return first.withAnswers(answers);
    }
}
