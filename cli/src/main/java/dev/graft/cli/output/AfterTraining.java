package dev.graft.cli.output;

import dev.graft.models.data.ImageSource;
import dev.graft.tensors.Printable;
import dev.graft.training.progress.Example;
import dev.graft.training.run.Objective;
import dev.graft.training.settings.TrainingSettings;
import java.nio.file.Path;
import java.util.Optional;

/** What to do with a trained model, as commands to copy. */
public final class AfterTraining {
    /** As the user called it, if the launcher told. */
    private static final String COMMAND = System.getProperty("graft.command", "graft");

    private AfterTraining() {}

    /** @param example an image and a question that the model has answered */
    public static String commands(TrainingSettings settings, Optional<Example> example) {
        Path folder = TrainingSummary.shortened(settings.paths().output());
        String test = settings.data().test().split(",")[0];
        return Objective.of(settings).answers()
                ? answering(folder, example, test.isEmpty() ? "DATA" : test)
                : comparing(folder, settings, test.isEmpty() ? "CAPTIONS" : test);
    }

    private static String answering(Path folder, Optional<Example> example, String test) {
        return """

                Next:
                  %1$s ask %2$s %3$s %4$s
                  %1$s eval %2$s --data %5$s
                """.formatted(
                        COMMAND,
                        folder,
                        example.map(each -> each.image().source())
                                .filter(ImageSource.InFile.class::isInstance)
                                .map(ImageSource::toString)
                                .map(image -> image.matches("[\\w./:+-]+") ? image : quoted(image))
                                .orElse("IMAGE"),
                        quoted(example.map(Example::question).orElse("what is in the picture?")),
                        test);
    }

    /** An argument of a command line: data are quoted here, and a shell would run what they say. */
    private static String quoted(String text) {
        String plain = Printable.of(text);
        return plain.matches("[^\"$`\\\\!]*") ? '"' + plain + '"' : "'" + plain.replace("'", "'\\''") + "'";
    }

    /** Of a model that compares images with texts. */
    private static String comparing(Path folder, TrainingSettings settings, String test) {
        String options = String.join(" ", Objective.of(settings).evaluationOptions(settings))
                .indent(1)
                .stripTrailing();
        return """

                Next:
                  %1$s eval %2$s --data %3$s%4$s
                  %1$s train --set init=%2$s ...   (a model that answers, with the same settings of the adapter)
                """.formatted(COMMAND, folder, test, options);
    }
}
