package dev.graft.training;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.GenerationOptions;
import dev.graft.eval.Answerer;
import dev.graft.eval.Condition;
import dev.graft.eval.Evaluation;
import dev.graft.eval.EvaluationReport;
import dev.graft.eval.ExactMatch;
import dev.graft.eval.ImageFeatures;
import dev.graft.graph.Tensor;
import dev.graft.models.AdapterRunner;
import dev.graft.models.data.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Asks the model about images that it does not learn from, with whatever weights the adapter has. */
final class HeldOutQuestions {
    private static final int BATCH = 64;

    private final TrainingConfig config;
    private final Backbones backbones;
    private final Features features;
    private final ImageFeatures images;
    private final List<Sample> samples;

    /** @param samples all that are held out, in the order in which they are taken */
    HeldOutQuestions(
            TrainingConfig config, Backbones backbones, Features features, ImageFeatures images, List<Sample> samples) {
        this.config = config;
        this.backbones = backbones;
        this.features = features;
        this.images = images;
        this.samples = samples;
    }

    /** The exact match of the greedy answers to the first questions; empty where none are asked for or held out. */
    OptionalDouble accuracy(Map<String, Tensor> weights) {
        List<Sample> asked = first("validation_answers");
        if (asked.isEmpty()) {
            return OptionalDouble.empty();
        }
        ExactMatch metric = new ExactMatch();
        return answering(weights, answerer -> {
            List<String> answers = answerer.answer(asked, done -> {});
            double sum = 0;
            for (int i = 0; i < answers.size(); i++) {
                sum += metric.score(answers.get(i), asked.get(i).answers());
            }
            return OptionalDouble.of(sum / answers.size());
        });
    }

    /** The result with its controls; empty where none is asked for or nothing is held out. */
    Optional<EvaluationReport> evaluate(Map<String, Tensor> weights, String dataset, Evaluation.Progress progress) {
        List<Sample> asked = first("final_evaluation");
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Evaluation evaluation = new Evaluation(asked, Condition.CONTROLLED, config.seed());
        return Optional.of(answering(weights, answerer -> evaluation.run(answerer, dataset, progress)));
    }

    private List<Sample> first(String setting) {
        return samples.subList(0, Math.min(config.integer(setting), samples.size()));
    }

    private <T> T answering(Map<String, Tensor> weights, Function<Answerer, T> task) {
        Adapter adapter = backbones.adapter(features);
        try (AdapterRunner runner =
                new AdapterRunner(adapter, weights, features.tokens(), features.width(), config.session())) {
            GenerationOptions options = GenerationOptions.greedy(config.integer("answer_tokens"));
            return task.apply(new Answerer(backbones.with(runner), images, options, BATCH));
        }
    }
}
