package dev.graft.cli;

import dev.graft.cli.option.DecodingOptions;
import dev.graft.cli.option.OptionRules;
import dev.graft.cli.option.Within;
import dev.graft.cli.option.Without;
import dev.graft.eval.Condition;
import dev.graft.eval.EncodedImages;
import dev.graft.eval.Evaluation;
import dev.graft.eval.answers.Protocol;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.eval.report.LeftOut;
import dev.graft.eval.report.PairedComparison;
import dev.graft.eval.report.SourceReports;
import dev.graft.eval.similarity.FeatureTask;
import dev.graft.eval.similarity.SimilaritySettings;
import dev.graft.eval.similarity.SimilarityTask;
import dev.graft.models.ComparingModel;
import dev.graft.models.SeeingModel;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Printable;
import dev.graft.tensors.Range;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The {@code graft eval} command, which measures a trained model. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a model's answers, and what they owe to the images.",
            "With OTHER, compares two models on the same questions, or two reports that --json wrote,",
            "or two seeds.json of trainings with the same seeds, by the answers of all their runs."
        },
        footer = {
            "",
            "Two controls stand beside the result: blind answers see the mean of all images, shuffled ones another"
                    + " image."
        })
final class EvalCommand implements Callable<Integer> {
    /** The names for {@code --metric}. */
    static final class Metrics implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(Protocol.ids().stream(), SimilarityTask.ids().stream())
                    .iterator();
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Parameters(
            paramLabel = "OTHER",
            index = "1",
            arity = "0..1",
            description = "another such folder, to be compared with; MODEL and OTHER may both be reports instead")
    private Path other;

    @Mixin
    private QuestionOptions questions;

    @Within(Range.ANY)
    @Option(names = "--seed", defaultValue = "0", description = "of the split, the shuffled images and the examples")
    private long seed;

    @Option(
            names = "--metric",
            completionCandidates = Metrics.class,
            description =
                    "what is measured: ${COMPLETION-CANDIDATES} (default: what suits the data; of a model that only"
                            + " compares images with texts, retrieval)")
    private String metric;

    @Without("--candidates")
    @Within(Range.POSITIVE)
    @Option(names = "--max-tokens", description = "longest answer in tokens (default: what suits the metric)")
    private Integer maxTokens;

    @Mixin
    private DecodingOptions decoding;

    @Mixin
    private ReportFiles files;

    @Option(names = "--text-only", description = "ask the questions without any visual tokens too")
    private boolean textOnly;

    @Option(
            names = "--calibration",
            description = "measure too how well the probability of each answer agrees with how often it is right")
    private boolean calibration;

    @Mixin
    private FewShotOptions fewShot;

    @Mixin
    private CandidateOptions candidates;

    @Mixin
    private ImageTextOptions imageText;

    @Override
    public Integer call() throws IOException {
        files.requirePlaces();
        if (ComparedReports.areGiven(model.folder())) {
            ComparedReports.Compared compared = new ComparedReports(model.folder(), other).compare(spec);
            return report(compared.table(), compared.json());
        }
        Path place = questions.place(err());
        Optional<FeatureTask> features = FeatureTask.of(place);
        if (features.isPresent()) {
            return evaluateVision(features.get(), place);
        }
        return switch (model.purpose()) {
            case ANSWERING -> evaluateAnswers(place);
            case COMPARING -> evaluateSimilarities(place);
        };
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private int evaluateVision(FeatureTask task, Path place) throws IOException {
        OptionRules.refuseAllBut(
                spec,
                List.of("--data", "--json", "--vision", "--language", "--device", "--threads", "--precision"),
                "on " + task.data() + ", which only the vision encoder sees");
        if (other != null) {
            throw new InvalidInputException("OTHER has no effect on " + task.data() + "; leave it out");
        }
        try (SeeingModel opened = model.open()) {
            return report(task.run(place, opened.vision(), opened.processor()));
        }
    }

    private int evaluateAnswers(Path place) throws IOException {
        refuse(List.of("--rerank", "--template"), "compares images with texts; this one answers questions");
        if (other == null) {
            Set<Condition> conditions = EnumSet.copyOf(Condition.CONTROLLED);
            if (textOnly) {
                conditions.add(Condition.TEXT_ONLY);
            }
            return reportAnswers(
                    answers(place, conditions, List.of(model.folder())).get(0));
        }
        OptionRules.refuse(
                spec,
                List.of("--text-only", "--calibration", "--predictions"),
                "where two models are compared by their answers with the images");
        OptionRules.refuseWithout(spec, "--seed", List.of("--validation", "--shots"), "where two models are compared");
        List<SourceReports> both = answers(place, EnumSet.of(Condition.IMAGES), List.of(model.folder(), other));
        return report(
                PairedComparison.of(model.folder().toString(), only(both.get(0)), other.toString(), only(both.get(1))));
    }

    /** What each of some models answers. */
    private List<SourceReports> answers(Path place, Set<Condition> conditions, List<Path> folders) throws IOException {
        FaultReport leftOut = new FaultReport();
        Map<String, Evaluation> evaluations =
                SourceEvaluations.of(questions, place, Optional.ofNullable(metric), conditions, seed, leftOut, err());
        if (folders.size() > 1 && evaluations.size() > 1) {
            throw new InvalidInputException(
                    questions.data(),
                    "is a mixture, whose sources are scored in ways of their own; compare on each alone");
        }
        if (evaluations.values().stream().allMatch(each -> each.protocol().chooses())) {
            OptionRules.refuse(spec, List.of("--max-tokens"), "where each answer is chosen among a question's choices");
            OptionRules.refuse(spec, DecodingOptions.NAMES, "where each answer is chosen among a question's choices");
        }
        if (!candidates.names().isEmpty()) {
            OptionRules.refuse(spec, DecodingOptions.NAMES, "with --candidates, among which each answer is chosen");
        }
        files.requireWritable(questions.data(), evaluations.keySet());
        Questioning questioning = new Questioning(
                model,
                questions,
                fewShot,
                candidates,
                decoding,
                Optional.ofNullable(maxTokens),
                calibration,
                seed,
                err());
        List<SourceReports> answers = new ArrayList<>();
        for (Path folder : folders) {
            answers.add(questioning.ask(folder, evaluations, leftOut));
        }
        return answers;
    }

    private static EvaluationReport only(SourceReports sources) {
        return sources.reports().values().iterator().next().leaving(sources.leftOut());
    }

    private int reportAnswers(SourceReports sources) {
        files.writePredictions(sources.reports().values());
        return sources.reports().size() == 1 ? report(only(sources)) : report(sources.toTable(), sources.toJson());
    }

    private int evaluateSimilarities(Path place) throws IOException {
        refuse(
                List.of(
                        "--shots",
                        "--support",
                        "--repeats",
                        "--induction",
                        "--per-token",
                        "--bayes",
                        "--max-tokens",
                        "--text-only",
                        "--calibration",
                        "--predictions",
                        "--long",
                        "--prompt",
                        "--max-visual-tokens",
                        "--answer"),
                "answers questions; this one only compares images with texts");
        refuse(DecodingOptions.NAMES, "answers questions; this one only compares images with texts");
        if (other != null) {
            throw new InvalidInputException(
                    "OTHER is for models that answer questions; this one compares images with texts; leave it out");
        }
        OptionRules.refuseWithout(
                spec, "--seed", List.of("--validation"), "on a model that compares images with texts");
        SimilarityTask task =
                SimilarityTask.of(metric == null ? SimilarityTask.ids().get(0) : metric);
        SimilaritySettings settings = imageText.settings(task, candidates);
        FaultReport leftOut = new FaultReport();
        List<Sample> samples = questions.load(
                questions.open(place), usable -> task.asked(usable, questions.limit()), seed, leftOut, err());
        try (ComparingModel opened = model.openComparing()) {
            EvaluationReport report = task.run(new SimilarityTask.Request(
                    opened,
                    new EncodedImages(opened),
                    questions.data(),
                    samples,
                    questions.limit(),
                    settings,
                    err()::println));
            return report(report.leaving(LeftOut.questions(leftOut)));
        }
    }

    /** Refuses options that the kind of model cannot follow. */
    private void refuse(List<String> options, String whose) {
        ParseResult given = spec.commandLine().getParseResult();
        options.stream().filter(given::hasMatchedOption).findFirst().ifPresent(option -> {
            throw new InvalidInputException(
                    "the option " + option + " is for a model that " + whose + "; leave it out");
        });
    }

    private int report(EvaluationReport report) {
        return report(report.toTable(), report.toJson());
    }

    private int report(PairedComparison comparison) {
        return report(comparison.toTable(), comparison.toJson());
    }

    private int report(String table, String text) {
        files.told(spec).println(Printable.lines(table));
        files.writeJson(spec, text);
        return Main.DONE;
    }
}
