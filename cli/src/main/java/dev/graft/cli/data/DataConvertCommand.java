package dev.graft.cli.data;

import dev.graft.cli.output.ProgressLine;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.fault.BadData;
import dev.graft.models.data.fault.LongSamples;
import dev.graft.models.data.fault.Tolerance;
import dev.graft.models.data.fault.UnusedFields;
import dev.graft.models.data.write.Conversion;
import dev.graft.models.data.write.ImageFiles;
import dev.graft.tensors.InvalidInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code graft data convert} command, which writes a data set in another format. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = "Writes data of any format that can be read as Graft's own records, or as conversations.",
        footer = {
            "",
            "The folder is written whole or not at all, and can be named where data are read. Each record is read back and",
            "compared before anything is written. What the new format cannot say is counted."
        })
final class DataConvertCommand implements Callable<Integer> {
    /** The names for {@code --to}. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return DatasetFormat.writableIds().iterator();
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOptions data;

    @Option(names = "--output", paramLabel = "FOLDER", required = true, description = "the new folder to write")
    private Path output;

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            defaultValue = "records",
            completionCandidates = Formats.class,
            description = "format to write: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private String to;

    @Option(
            names = "--image-files",
            paramLabel = "HOW",
            defaultValue = "copy",
            description =
                    "images: copy them into the folder (default), link to them from there, or reference them where"
                            + " they lie; those inside larger files are always copied")
    private ImageFiles files;

    @Option(
            names = "--bad",
            paramLabel = "WHAT",
            defaultValue = "stop",
            description = "records and images that cannot be read or written: list them all and end (default), or leave"
                    + " them out and say how many; few leaves out at most 1 in 100 of a large set")
    private BadData bad;

    @Override
    public Integer call() {
        DatasetFormat format = DatasetFormat.of(to);
        if (format.form().isEmpty()) {
            throw new InvalidInputException("--to " + to + " can be read but not written; choose one of "
                    + String.join(", ", DatasetFormat.writableIds()));
        }
        PrintWriter err = spec.commandLine().getErr();
        ProgressLine line = new ProgressLine(err, false);
        Conversion.Result written;
        try {
            Dataset dataset = data.open(line::message);
            Conversion conversion = new Conversion(format, files, new Tolerance(bad, LongSamples.STOP), data.limit());
            written = conversion.write(dataset, output, line::step);
        } finally {
            line.finish();
        }
        report(written);
        return ExitCode.OK;
    }

    private void report(Conversion.Result written) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(output + ": " + written.samples() + " samples in " + written.records() + " records about "
                + written.images() + " images, format " + to);
        if (!written.leftOut().isEmpty()) {
            out.println("left out: " + written.leftOut().summary());
        }
        written.unsaid()
                .forEach(
                        (what, count) -> out.println("not said in this format: " + what + " of " + count + " samples"));
        if (!written.unused().isEmpty()) {
            out.println(UnusedFields.summary(written.unused()));
        }
    }
}
