package dev.graft.cli.data;

import dev.graft.cli.output.DataStatsJson;
import dev.graft.cli.output.DataStatsText;
import dev.graft.cli.output.Json;
import dev.graft.cli.output.ProgressLine;
import dev.graft.models.data.check.DataStatistics;
import dev.graft.models.data.check.TextCheck;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code graft data stats} command, which tells what a data set holds. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description =
                "Counts what a data set holds: samples, types of questions, lengths of texts, the commonest answers, and"
                        + " the sizes and forms of the images.",
        footer = {
            "",
            "Records that cannot be read are left out and counted, and so are images that cannot be decoded;"
                    + " 'graft data check' lists them.",
            "With a language model, lengths in tokens are told against its context."
        })
final class DataStatsCommand implements Callable<Integer> {
    private static final int COMMONEST = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOptions data;

    @Mixin
    private ReadingOptions reading;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), false);
        DataStatistics found;
        try {
            found = count(progress);
        } finally {
            progress.finish();
        }
        spec.commandLine()
                .getOut()
                .println(json ? Json.of(DataStatsJson.of(found, COMMONEST)) : DataStatsText.of(found, COMMONEST));
        return ExitCode.OK;
    }

    private DataStatistics count(ProgressLine line) {
        Optional<TextCheck> texts = reading.open(line::message);
        try {
            return DataStatistics.of(data.open(line::message), data.limit(), texts, line::step);
        } finally {
            texts.ifPresent(check -> check.tokenizer().close());
        }
    }
}
