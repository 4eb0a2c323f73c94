package dev.graft.cli;

import dev.graft.cli.option.Within;
import dev.graft.eval.Answerer;
import dev.graft.eval.Condition;
import dev.graft.eval.EncodedImages;
import dev.graft.eval.Evaluation;
import dev.graft.eval.FewShot;
import dev.graft.eval.answers.Protocol;
import dev.graft.eval.report.EvaluationReport;
import dev.graft.eval.similarity.OneShotEvaluation;
import dev.graft.models.ComparingModel;
import dev.graft.models.TrainedModel;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.sampling.Split;
import dev.graft.models.source.Reference;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Range;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The {@code graft eval} command, which measures a trained model. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description = "Measures a model's answers, and what they owe to the images.",
        footer = {
            "",
            "Two controls stand beside the result: blind answers see the mean of all images, shuffled ones another"
                    + " image."
        })
final class EvalCommand implements Callable<Integer> {
    private static final int BATCH = 64;

    /** The names for {@code --metric}. */
    static final class Metrics implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Protocol.ids().iterator();
        }
    }

    /** The names for {@code --format}. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return DatasetFormat.ids().iterator();
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--data",
            required = true,
            description = "file or folder of the data, or builtin:shapes/test/questions.jsonl and its like;"
                    + " Omniglot's one-shot runs are for the vision encoder alone")
    private String data;

    @Option(
            names = "--format",
            completionCandidates = Formats.class,
            description = "format of the data: ${COMPLETION-CANDIDATES}; told by its content unless given")
    private String format;

    @Option(names = "--images", description = "folder of the images, if not beside the data")
    private Path images;

    @Within(Range.BELOW_ONE)
    @Option(
            names = "--validation",
            defaultValue = "0",
            description = "use only the fraction of images that 'graft train' with the same seed kept for validation")
    private double validation;

    @Within(Range.ANY)
    @Option(names = "--seed", defaultValue = "0", description = "of the split, the shuffled images and the examples")
    private long seed;

    @Within(Range.NOT_NEGATIVE)
    @Option(
            names = "--limit",
            defaultValue = "0",
            description = "the most questions, or images with captions; 0 for all")
    private int limit;

    @Option(
            names = "--metric",
            completionCandidates = Metrics.class,
            description =
                    "how answers are scored: ${COMPLETION-CANDIDATES} (default: what suits the data); after BLIP-2's"
                            + " first stage, which answers nothing: retrieval (default) or zero-shot")
    private String metric;

    @Within(Range.POSITIVE)
    @Option(names = "--max-tokens", description = "longest answer in tokens (default: what suits the metric)")
    private Integer maxTokens;

    @Option(names = "--json", paramLabel = "FILE", description = "write the report as JSON too")
    private Path json;

    @Option(names = "--text-only", description = "ask the questions without any visual tokens too")
    private boolean textOnly;

    @Mixin
    private FewShotOptions fewShot;

    @Mixin
    private CandidateOptions candidates;

    @Mixin
    private ImageTextOptions imageText;

    @Override
    public Integer call() throws IOException {
        if (json != null && !Files.isDirectory(json.toAbsolutePath().getParent())) {
            throw new InvalidInputException("--json " + json + " lies in a folder that is not there; make it first");
        }
        Path place = Reference.parse(data).locate(spec.commandLine().getErr()::println);
        if (OneShotEvaluation.suits(place)) {
            try (TrainedModel opened = model.open()) {
                return report(OneShotEvaluation.run(place, opened.vision(), opened.processor()));
            }
        }
        return switch (model.purpose()) {
            case ANSWERING -> evaluateAnswers(place);
            case COMPARING -> evaluateSimilarities(place);
        };
    }

    private int evaluateAnswers(Path place) throws IOException {
        refuse(List.of("--rerank", "--template"), "compares images with texts; this one answers questions");
        Set<Condition> conditions = EnumSet.copyOf(Condition.CONTROLLED);
        if (textOnly) {
            conditions.add(Condition.TEXT_ONLY);
        }
        Evaluation evaluation = evaluation(place, conditions);
        int tokens = maxTokens == null ? evaluation.protocol().answerTokens() : maxTokens;
        try (VisionLanguageModel opened = model.openAnswering()) {
            FewShot shots = fewShot.load(seed, spec.commandLine().getErr());
            Answerer answerer =
                    new Answerer(opened, new EncodedImages(opened), candidates.method(tokens), shots, BATCH);
            return report(evaluation.run(answerer, data, this::show));
        }
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
                        "--prompt",
                        "--answer"),
                "answers questions; this one only compares images with texts");
        List<Sample> samples = required(load(open(place)));
        try (ComparingModel opened = model.openComparing()) {
            PrintWriter err = spec.commandLine().getErr();
            return report(
                    imageText.run(opened, new EncodedImages(opened), metric, candidates, data, samples, limit, err));
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

    private void show(Condition condition, long done, long total) {
        if (done == total) {
            spec.commandLine().getErr().println(condition.id() + ": " + done + " questions answered");
        }
    }

    private Dataset open(Path place) {
        DatasetOptions options = DatasetOptions.DEFAULTS;
        if (format != null) {
            options = options.withFormat(DatasetFormat.of(format));
        }
        if (images != null) {
            options = options.withImages(images);
        }
        return Dataset.open(place, options);
    }

    /** The samples that were asked for. */
    private IndexedDataset load(Dataset dataset) {
        IndexedDataset all = IndexedDataset.load(dataset);
        if (validation == 0) {
            return all;
        }
        boolean[] heldOut = new Split(validation, seed).heldOut(all);
        return all.subset(i -> heldOut[i]);
    }

    private List<Sample> required(List<Sample> samples) {
        if (samples.isEmpty()) {
            throw new InvalidInputException(data, "holds no questions about images that were asked for");
        }
        return samples;
    }

    private Evaluation evaluation(Path place, Set<Condition> conditions) {
        Dataset dataset = open(place);
        List<Sample> samples = required(load(dataset));
        Protocol protocol = metric == null ? Protocol.of(dataset.format(), samples) : Protocol.of(metric);
        List<Sample> asked = protocol.asked(samples);
        return new Evaluation(
                limit == 0 ? asked : asked.subList(0, Math.min(limit, asked.size())), protocol, conditions, seed);
    }

    private int report(EvaluationReport report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(report.toTable());
        if (json != null) {
            report.writeJson(json);
        }
        return Main.DONE;
    }
}
