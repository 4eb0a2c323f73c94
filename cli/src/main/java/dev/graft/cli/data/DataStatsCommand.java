package dev.graft.cli.data;

import dev.graft.cli.output.Rows;
import dev.graft.models.data.IndexedDataset;
import dev.graft.models.data.Sample;
import dev.graft.models.data.fault.FaultReport;
import dev.graft.models.data.fault.UnusedFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code graft data stats} command, which tells what a data set holds. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "Counts what a data set holds: samples, images, types of questions, the commonest answers.",
        footer = {"", "Records that cannot be read are left out and counted; 'graft data check' lists them."})
final class DataStatsCommand implements Callable<Integer> {
    private static final int COMMONEST = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOptions data;

    @Override
    public Integer call() {
        FaultReport faults = new FaultReport();
        IndexedDataset samples =
                IndexedDataset.load(data.open(spec.commandLine().getErr()::println), data.limit(), faults::add);
        Map<String, Integer> types = new HashMap<>();
        Map<String, Integer> answers = new HashMap<>();
        Map<String, Integer> images = new HashMap<>();
        for (Sample sample : samples) {
            types.merge(sample.questionType().orElse("not given"), 1, Integer::sum);
            answers.merge(sample.target(), 1, Integer::sum);
            images.merge(Integer.toString(sample.images().size()), 1, Integer::sum);
        }
        Rows rows = new Rows();
        rows.add("samples", Integer.toString(samples.size()));
        rows.add("images", Integer.toString(samples.images().size()));
        rows.add("left out", faults.isEmpty() ? "nothing" : faults.summary());
        if (!samples.unused().isEmpty()) {
            rows.add("fields", UnusedFields.summary(samples.unused()));
        }
        commonest(images).forEach(line -> rows.add("images of a sample", line));
        commonest(types).forEach(line -> rows.add("type of question", line));
        rows.add("different answers", Integer.toString(answers.size()));
        commonest(answers).forEach(line -> rows.add("commonest answers", line));
        spec.commandLine().getOut().println(rows);
        return ExitCode.OK;
    }

    private static List<String> commonest(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(COMMONEST)
                .map(each -> each.getValue() + "  " + each.getKey().replaceAll("\\p{Cntrl}", " "))
                .collect(Collectors.toList());
    }
}
