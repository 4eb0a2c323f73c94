package dev.graft.cli.ask;

import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.cli.output.ProgressLine;
import dev.graft.cli.output.TextOutput;
import dev.graft.eval.AnswerMethod;
import dev.graft.eval.Answerer;
import dev.graft.eval.EncodedImages;
import dev.graft.eval.FewShot;
import dev.graft.eval.batch.AnswerFile;
import dev.graft.eval.batch.AnswerLine;
import dev.graft.models.VisionLanguageModel;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.check.ImageCheck;
import dev.graft.models.data.fault.Fault;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.fault.FaultLines;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.models.data.fault.UnusedFields;
import dev.graft.models.prompt.PromptFormat;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Parallel;
import dev.graft.tensors.files.FileHash;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How {@code graft ask --batch} answers a data set: all of it is read, and every image decoded, before the first question is asked.
 *
 * @param spec of the command, which prints
 * @param frames of each video that are read; 0 for all
 * @param made what the answers depend on besides the data, in words: the model, and how it answers
 */
public record BatchAsking(
        CommandSpec spec,
        BatchOptions options,
        int frames,
        VisionLanguageModel model,
        GenerationOptions answers,
        String made) {
    /** Questions that are answered at once, and written together. */
    private static final int BATCH = 64;

    /** Answers what can be answered. */
    public void run() {
        PrintWriter err = spec.commandLine().getErr();
        options.output().ifPresent(AnswerFile::requireNew);
        options.list().ifPresent(TextOutput::check);
        ProgressLine progress = new ProgressLine(err, false);
        try {
            IndexedDataset questions = questions(progress);
            if (options.output().isEmpty()) {
                answer(questions, 0, progress, this::print);
                return;
            }
            try (AnswerFile file = AnswerFile.open(options.output().get(), header(questions), BATCH)) {
                if (file.lines() > 0) {
                    progress.message("going on behind " + file.lines() + " answers");
                }
                answer(questions, file.lines(), progress, file::append);
                file.finish();
            }
        } finally {
            progress.finish();
        }
    }

    private void print(List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        lines.forEach(line -> out.print(line + "\n"));
        out.flush();
    }

    /** What the answers are of, so that those of something else are not taken for them. */
    private String header(IndexedDataset questions) {
        return "{\"run\": \""
                + FileHash.ofText(String.join(
                        "\n", made, questions.fingerprint(), answers.toString(), String.valueOf(options.history())))
                + "\"}";
    }

    private IndexedDataset questions(ProgressLine progress) {
        Dataset dataset = options.open(spec.commandLine().getErr(), frames);
        FaultReport faults = new FaultReport();
        IndexedDataset read = IndexedDataset.load(dataset, options.limit(), faults::add);
        IndexedDataset seen = ImageCheck.usable(
                read,
                ImageCheck.decoded(read.images(), (done, all) -> progress.step("images", done, all)),
                faults::add);
        IndexedDataset usable = fitting(seen, faults);
        options.list().ifPresent(file -> TextOutput.write(spec, file, FaultLines.of(faults.all())));
        options.tolerance().require(dataset.name(), faults, usable.size());
        if (!faults.isEmpty()) {
            progress.message("left out: " + faults.summary());
        }
        if (!usable.unused().isEmpty()) {
            progress.message(UnusedFields.summary(usable.unused()));
        }
        if (usable.isEmpty()) {
            throw new InvalidInputException(dataset.name(), "holds no question that can be asked");
        }
        requireRead(usable);
        String visual = answerer().visualTokens(usable.stream().toList());
        if (!visual.isEmpty()) {
            progress.message(visual);
        }
        return usable;
    }

    private void requireRead(IndexedDataset questions) {
        PromptFormat format = model.description().prompt();
        if (!format.readsQuestions()
                && questions.stream().anyMatch(sample -> !sample.question().isBlank())) {
            throw new InvalidInputException(
                    questions.name(),
                    "the model's prompt format has no place for its questions; give --prompt with {image} and {question},"
                            + " or data without questions to have the images described");
        }
    }

    /** The questions behind which there is room for an answer. */
    private IndexedDataset fitting(IndexedDataset questions, FaultReport faults) {
        Answerer answerer = answerer();
        int longest = model.language().longestPrompt();
        List<Integer> tokens = Parallel.map(0, questions.size(), i -> answerer.promptTokens(questions.get(i)));
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i) > longest) {
                faults.add(new Fault(
                        FaultKind.OVERLONG,
                        questions.place(i),
                        "question '" + questions.get(i).id() + "' takes " + tokens.get(i)
                                + " tokens with its images, the language model reads at most " + longest
                                + " before the answer; --history reads fewer turns"));
            }
        }
        return questions.subset(i -> tokens.get(i) <= longest);
    }

    private Answerer answerer() {
        return new Answerer(
                model,
                new EncodedImages(model),
                AnswerMethod.generating(answers),
                FewShot.turns(options.history()),
                BATCH);
    }

    /** @param from how many are answered already */
    private void answer(IndexedDataset questions, int from, ProgressLine progress, Consumer<List<String>> lines) {
        Answerer answerer = answerer();
        for (int next = from; next < questions.size(); next += BATCH) {
            int to = Math.min(next + BATCH, questions.size());
            List<String> given = answerer.answer(questions.subList(next, to), done -> {});
            List<String> written = new ArrayList<>();
            for (int i = 0; i < given.size(); i++) {
                written.add(AnswerLine.of(questions.get(next + i), questions.source(next + i), given.get(i)));
            }
            lines.accept(written);
            progress.step("answers", to, questions.size());
        }
    }
}
