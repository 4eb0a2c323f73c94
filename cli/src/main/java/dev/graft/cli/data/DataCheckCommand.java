package dev.graft.cli.data;

import dev.graft.cli.option.Within;
import dev.graft.cli.option.Without;
import dev.graft.cli.output.DataCheckJson;
import dev.graft.cli.output.DataCheckText;
import dev.graft.cli.output.Json;
import dev.graft.cli.output.ProgressLine;
import dev.graft.cli.output.TextOutput;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.check.CheckedData;
import dev.graft.models.data.check.DataFindings;
import dev.graft.models.data.check.Lengths;
import dev.graft.models.data.check.Repetitions;
import dev.graft.models.data.check.TextCheck;
import dev.graft.models.data.fault.FaultLines;
import dev.graft.tensors.Range;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code graft data check} command, which looks for faults in a data set. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Reads a data set to its end, decodes all images, and lists all faults by kind, file and line.",
        footer = {
            "",
            "Ends with exit code 0 where there is no fault, and 3 where there are any.",
            "Samples, identifiers and images that are there twice are told, and are no faults."
        })
final class DataCheckCommand implements Callable<Integer> {
    private static final int FAULTS_FOUND = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--test",
            paramLabel = "DATA",
            description = "test data, none of whose images may be in the data; may be repeated")
    private List<String> tests = new ArrayList<>();

    @Mixin
    private ReadingOptions reading;

    @Without("--json")
    @Within(Range.NOT_NEGATIVE)
    @Option(
            names = "--show",
            paramLabel = "N",
            defaultValue = "10",
            description = "how many faults of each kind are shown (default: ${DEFAULT-VALUE})")
    private int shown;

    @Option(
            names = "--list",
            paramLabel = "FILE",
            description =
                    "write all faults to a file, one JSON object a line; - prints them, and the rest with the messages")
    private Path list;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        TextOutput.check(list);
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), false);
        DataFindings found;
        try {
            found = check(progress);
        } finally {
            progress.finish();
        }
        if (list != null) {
            TextOutput.write(spec, list, FaultLines.of(found.all()));
        }
        TextOutput.told(spec, list).println(json ? Json.of(DataCheckJson.of(found)) : DataCheckText.of(found, shown));
        return found.isClean() ? ExitCode.OK : FAULTS_FOUND;
    }

    private DataFindings check(ProgressLine line) {
        CheckedData.Progress progress = line::step;
        Optional<TextCheck> texts = reading.open(line::message);
        try {
            CheckedData checked = CheckedData.read(open(null, line), data.limit(), progress);
            Optional<Lengths> lengths =
                    texts.map(check -> check.lengths(checked.samples(), checked.faults(), progress));
            List<CheckedData> others = new ArrayList<>();
            for (String test : tests) {
                CheckedData other = CheckedData.read(open(test, line), 0, progress);
                Repetitions.between(checked, other).all().forEach(other.faults()::add);
                others.add(other);
            }
            return new DataFindings(checked, Repetitions.within(checked), lengths, others);
        } finally {
            texts.ifPresent(check -> check.tokenizer().close());
        }
    }

    private Dataset open(String test, ProgressLine line) {
        return test == null ? data.open(line::message) : data.open(test, line::message);
    }
}
