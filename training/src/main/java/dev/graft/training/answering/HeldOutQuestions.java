package dev.graft.training.answering;

import dev.graft.adapters.Adapter;
import dev.graft.eval.AnswerMethod;
import dev.graft.eval.Answerer;
import dev.graft.eval.Condition;
import dev.graft.eval.Evaluation;
import dev.graft.eval.FewShot;
import dev.graft.eval.ImageFeatures;
import dev.graft.eval.answers.ExactMatch;
import dev.graft.eval.answers.Protocol;
import dev.graft.eval.answers.QuestionTypes;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.models.AdapterRunner;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.tensors.Tensor;
import dev.graft.training.features.Features;
import dev.graft.training.features.StoredImages;
import dev.graft.training.progress.Example;
import dev.graft.training.run.Backbones;
import dev.graft.training.run.HeldOut;
import dev.graft.training.run.RunContext;
import dev.graft.training.run.RunData;
import dev.graft.training.settings.TrainingSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A data set of images that are not learnt from, and what the model answers about them, whatever the adapter's weights. */
final class HeldOutQuestions implements HeldOut {
    private static final int BATCH = 64;

    private static final int EXAMPLE_CANDIDATES = 512;

    private final String name;
    private final TrainingSettings settings;
    private final Backbones backbones;
    private final Features features;
    private final ImageFeatures images;
    private final List<Sample> samples;
    private final Protocol protocol;

    /**
     * Questions to ask.
     *
     * @param name what reports call the data set
     * @param format of the data set, which may say how it is scored
     * @param samples all that are held out, in the order in which they are taken
     */
    HeldOutQuestions(
            String name,
            TrainingSettings settings,
            Backbones backbones,
            Features features,
            ImageFeatures images,
            DatasetFormat format,
            List<Sample> samples) {
        this.name = name;
        this.settings = settings;
        this.backbones = backbones;
        this.features = features;
        this.images = images;
        this.samples = samples;
        this.protocol = Protocol.of(format, samples);
    }

    /**
     * The data sets of the final evaluation, whose features are computed now: what is wrong shows before the training.
     *
     * @return empty if it was stopped; no data sets where none are given
     */
    static Optional<List<HeldOut>> tests(RunContext context, BooleanSupplier stopped) {
        TrainingSettings settings = context.settings();
        List<HeldOut> tests = new ArrayList<>();
        for (Map.Entry<String, RunData> test : context.data().tests().entrySet()) {
            IndexedDataset samples = test.getValue().samples();
            Optional<Features> features = context.cache().load(test.getValue().images(), stopped);
            if (features.isEmpty()) {
                return Optional.empty();
            }
            StoredImages images = new StoredImages(features.get(), samples.images());
            tests.add(new HeldOutQuestions(
                    test.getKey(),
                    settings,
                    context.backbones(),
                    features.get(),
                    images,
                    test.getValue().format(),
                    samples));
        }
        return Optional.of(tests);
    }

    /** The exact match of the greedy answers to the first questions; empty where none are asked for or held out. */
    OptionalDouble accuracy(Map<String, Tensor> weights) {
        List<Sample> asked = first(settings.validation().answers());
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
    @Override
    public Optional<EvaluationReport> evaluate(Map<String, Tensor> weights, Evaluation.Progress progress) {
        List<Sample> asked = first(settings.validation().finalEvaluation());
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Evaluation evaluation = new Evaluation(asked, protocol, Condition.CONTROLLED, settings.seed());
        return Optional.of(answering(weights, answerer -> evaluation.run(answerer, name, progress)));
    }

    /** Answers to questions about different images, of as different types as there are. */
    @Override
    public List<Example> examples(Map<String, Tensor> weights, int count) {
        List<Sample> asked = varied(count);
        if (asked.isEmpty()) {
            return List.of();
        }
        List<String> answers = answering(weights, answerer -> answerer.answer(asked, done -> {}));
        return IntStream.range(0, asked.size())
                .mapToObj(i -> new Example(
                        asked.get(i).requireImages().get(0),
                        asked.get(i).question(),
                        answers.get(i),
                        asked.get(i).answers()))
                .toList();
    }

    private List<Sample> varied(int count) {
        Map<String, Integer> types = new HashMap<>();
        Map<ImageRef, Sample> chosen = new LinkedHashMap<>();
        List<Sample> candidates = samples.subList(0, Math.min(EXAMPLE_CANDIDATES, samples.size())).stream()
                .filter(sample -> !sample.images().isEmpty())
                .toList();
        for (Sample sample : candidates) {
            types.putIfAbsent(QuestionTypes.of(sample), 0);
        }
        for (int round = 0; round < count && chosen.size() < count; round++) {
            for (Sample sample : candidates) {
                String type = QuestionTypes.of(sample);
                ImageRef image = sample.requireImages().get(0);
                if (chosen.size() < count && types.get(type) == round && !chosen.containsKey(image)) {
                    chosen.put(image, sample);
                    types.merge(type, 1, Integer::sum);
                }
            }
        }
        return List.copyOf(chosen.values());
    }

    /** How long answers may be: as it is set, or as the protocol expects by which they are scored. */
    static int answerTokens(TrainingSettings settings, Protocol protocol) {
        int set = settings.validation().answerTokens();
        return set > 0 ? set : protocol.answerTokens();
    }

    private List<Sample> first(int most) {
        return samples.subList(0, Math.min(most, samples.size()));
    }

    private <T> T answering(Map<String, Tensor> weights, Function<Answerer, T> task) {
        Adapter adapter = backbones.adapter(features);
        try (AdapterRunner runner = new AdapterRunner(
                adapter,
                weights,
                features.tokens(),
                features.width(),
                backbones.instruction(adapter),
                settings.runtime().session())) {
            AnswerMethod method = AnswerMethod.of(protocol, answerTokens(settings, protocol));
            return task.apply(new Answerer(backbones.with(runner, features), images, method, FewShot.NONE, BATCH));
        }
    }
}
