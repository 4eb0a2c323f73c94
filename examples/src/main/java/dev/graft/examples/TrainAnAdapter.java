package dev.graft.examples;

import dev.graft.training.Trainer;
import dev.graft.training.progress.TrainingListener;
import dev.graft.training.progress.Validation;
import dev.graft.training.settings.TrainingSettings;

/** A training of 500 steps between the backbones that Graft carries: {@code TrainAnAdapter DATA OUTPUT}. */
public final class TrainAnAdapter {
    private TrainAnAdapter() {}

    /** Trains, or goes on after it was stopped where the output folder holds such a run. */
    public static void main(String[] arguments) {
        TrainingSettings settings = TrainingSettings.DEFAULTS
                .with("vision", "builtin:shapes-vision")
                .with("language", "builtin:shapes-language")
                .with("data.path", arguments[0])
                .with("output", arguments[1])
                .with("adapter.kind", "mlp")
                .with("steps", "500")
                .with("validate_every", "100");
        boolean resume = Trainer.earlier(settings.paths().output()).isPresent();
        boolean complete = new Trainer(settings, new Printer()).run(resume, () -> false);
        System.out.println(complete ? "trained" : "stopped");
    }

    private static final class Printer implements TrainingListener {
        @Override
        public void onMessage(String message) {
            System.out.println(message);
        }

        @Override
        public void onValidation(long step, Validation validation) {
            System.out.printf("step %d: loss on held-out samples %.4f%n", step, validation.loss());
        }
    }
}
