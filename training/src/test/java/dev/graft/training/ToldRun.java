package dev.graft.training;

import dev.graft.training.progress.TrainingListener;
import dev.graft.training.settings.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A run that was halted after some steps, or came to its end.
 *
 * @param ended whether it came to its end
 * @param messages what it said
 */
public record ToldRun(boolean ended, List<String> messages) {
    /** Takes steps until so many are taken. */
    public static ToldRun of(TrainingSettings settings, boolean resume, int steps) {
        return of(listener -> new Trainer(settings, listener), resume, steps);
    }

    static ToldRun of(Function<TrainingListener, Trainer> trainer, boolean resume, int steps) {
        List<String> messages = new ArrayList<>();
        int[] taken = {0};
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onStep(long step, long total, double loss, double samplesPerSecond, double secondsLeft) {
                taken[0] = (int) step;
            }

            @Override
            public void onMessage(String message) {
                messages.add(message);
            }
        };
        return new ToldRun(trainer.apply(listener).run(resume, () -> taken[0] >= steps), messages);
    }
}
