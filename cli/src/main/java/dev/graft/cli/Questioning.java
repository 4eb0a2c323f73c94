package dev.graft.cli;

import dev.graft.backbones.generation.Drawing;
import dev.graft.backbones.generation.GenerationConfig;
import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.cli.option.DecodingOptions;
import dev.graft.eval.AnswerMethod;
import dev.graft.eval.Answerer;
import dev.graft.eval.Condition;
import dev.graft.eval.ContextFit;
import dev.graft.eval.EncodedImages;
import dev.graft.eval.Evaluation;
import dev.graft.eval.FewShot;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.eval.report.LeftOut;
import dev.graft.eval.report.SourceReports;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.tensors.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How {@code graft eval} has a model answer questions. */
record Questioning(
        ModelOptions model,
        QuestionOptions questions,
        FewShotOptions fewShot,
        CandidateOptions candidates,
        DecodingOptions decoding,
        Optional<Integer> maxTokens,
        boolean calibration,
        long seed,
        PrintWriter err) {
    private static final int BATCH = 64;

    /**
     * The reports of all evaluations, under their names.
     *
     * @param leftOut what the evaluations do without
     */
    SourceReports ask(Path folder, Map<String, Evaluation> evaluations, FaultReport leftOut) throws IOException {
        Map<String, EvaluationReport> reports = new LinkedHashMap<>();
        try (VisionLanguageModel opened = model.openAnswering(folder)) {
            FaultReport unusable = new FaultReport();
            FewShot shots = fewShot.load(questions, seed, unusable, err);
            EncodedImages images = new EncodedImages(opened);
            decoding.warn(likeliest(opened.generation()), err);
            for (Map.Entry<String, Evaluation> named : evaluations.entrySet()) {
                Evaluation evaluation = named.getValue();
                AnswerMethod method = candidates.method(evaluation.protocol(), own -> written(evaluation, own));
                Answerer answerer = new Answerer(opened, images, method, shots, BATCH);
                String dataset = questions.data() + (named.getKey().isEmpty() ? "" : ": " + named.getKey());
                reports.put(named.getKey(), ask(evaluation, answerer, dataset));
            }
            LeftOut all = LeftOut.questions(leftOut).and(LeftOut.examples(unusable));
            return new SourceReports(questions.data(), reports, all);
        }
    }

    /** Nothing is drawn because the model's files say so: an evaluation is to come out the same again. */
    private GenerationOptions written(Evaluation evaluation, GenerationConfig own) {
        int tokens = evaluation.protocol().answerTokens();
        GenerationOptions asked = decoding.over(likeliest(own).options().withMaxTokens(tokens), tokens);
        GenerationOptions drawn = asked.withDrawing(asked.drawing().withSeed(seed));
        return maxTokens.map(drawn::withMaxTokens).orElse(drawn);
    }

    private static GenerationConfig likeliest(GenerationConfig own) {
        return new GenerationConfig(own.options().withDrawing(Drawing.NONE), own.unheeded());
    }

    private EvaluationReport ask(Evaluation evaluation, Answerer answerer, String dataset) {
        ContextFit fit = ContextFit.of(
                evaluation, answerer, dataset, questions.tolerance().longs());
        questions.tolerance().require(dataset, fit.leftOut(), fit.asked().size());
        if (!fit.leftOut().isEmpty()) {
            err.println("left out: " + fit.leftOut().summary());
        }
        if (!fit.cut().isEmpty()) {
            err.println("answers may be cut off: " + fit.cut().summary());
        }
        if (fit.asked().isEmpty()) {
            throw new InvalidInputException(
                    dataset,
                    "no question has room in the language model's context; ask shorter ones, or with fewer examples");
        }
        String visual = answerer.visualTokens(fit.asked());
        if (!visual.isEmpty()) {
            err.println(visual);
        }
        Evaluation fitting = evaluation.asking(fit.asked());
        EvaluationReport report = fitting.run(answerer, dataset, this::show)
                .leaving(LeftOut.questions(fit.leftOut())
                        .and(LeftOut.cut(fit.cut().total())));
        return calibration ? fitting.withProbabilities(report, answerer, done -> {}) : report;
    }

    private void show(Condition condition, long done, long total) {
        if (done == total) {
            err.println(condition.id() + ": " + done + " questions answered");
        }
    }
}
