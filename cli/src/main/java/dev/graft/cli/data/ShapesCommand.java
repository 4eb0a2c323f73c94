package dev.graft.cli.data;

import dev.graft.cli.option.Within;
import dev.graft.tensors.Range;
import dev.graft.world.files.BlindReport;
import dev.graft.world.files.WorldOptions;
import dev.graft.world.files.WorldReport;
import dev.graft.world.files.WorldSplit;
import dev.graft.world.texts.QuestionType;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code graft data shapes} command, which writes a little world of coloured shapes. */
@Command(
        name = "shapes",
        mixinStandardHelpOptions = true,
        description = "Makes images of coloured shapes, with captions, questions, boxes, and the like in words only.",
        footer = {
            "",
            "DIR/train/questions.jsonl and its like are for --data. Images of the split 'combinations' show shapes in colours",
            "that no image of 'train' and 'test' shows them in; its questions are about those.",
            "Printed is what the question alone predicts, in percent."
        })
final class ShapesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "the new folder to write")
    private Path out;

    @Within(Range.ITEMS)
    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "10000",
            description = "images to train on (default: ${DEFAULT-VALUE})")
    private int images;

    @Within(Range.ANY)
    @Option(names = "--seed", defaultValue = "0", description = "decides everything (default: ${DEFAULT-VALUE})")
    private long seed;

    @Within(Range.ITEMS)
    @Option(
            names = "--test-images",
            paramLabel = "N",
            description = "images of each of the splits test and combinations (default: a tenth, at least 200)")
    private Integer testImages;

    @Within(Range.ITEMS_OR_NONE)
    @Option(
            names = "--texts",
            paramLabel = "N",
            description = "scenes told in words only, each in four texts (default: as many as images)")
    private Integer texts;

    @Within(Range.POSITIVE)
    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            defaultValue = "64",
            description = "width and height of the images (default: ${DEFAULT-VALUE})")
    private int side;

    @Override
    public Integer call() {
        WorldOptions usual = WorldOptions.of(images, seed);
        WorldOptions options = new WorldOptions(
                images,
                testImages == null ? usual.testImages() : testImages,
                texts == null ? usual.texts() : texts,
                side,
                seed);
        print(options.write(out));
        return ExitCode.OK;
    }

    private void print(WorldReport report) {
        PrintWriter lines = spec.commandLine().getOut();
        BlindReport test = report.blind().get(WorldSplit.TEST);
        BlindReport combinations = report.blind().get(WorldSplit.COMBINATIONS);
        lines.printf(Locale.ROOT, "%-12s %10s %13s%n", "blind", "test", "combinations");
        for (QuestionType type : QuestionType.values()) {
            print(lines, type.toString(), test.accuracy(type), combinations.accuracy(type));
        }
        print(lines, "all", test.accuracy(), combinations.accuracy());
        lines.println(out);
    }

    private static void print(PrintWriter lines, String name, double test, double combinations) {
        lines.printf(Locale.ROOT, "%-12s %10.1f %13.1f%n", name, 100 * test, 100 * combinations);
    }
}
