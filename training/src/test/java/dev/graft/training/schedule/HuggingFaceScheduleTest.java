package dev.graft.training.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import dev.graft.testsupport.Checkout;
import dev.graft.testsupport.GoldenFile;
import dev.graft.testsupport.GoldenTensor;
import dev.graft.training.settings.TrainingSettings;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rates of transformers' {@code get_scheduler}, which {@code scripts/reference/hugging_face_run.py} wrote down. */
class HuggingFaceScheduleTest {
    private static final TrainingSettings SETTINGS = TrainingSettings.DEFAULTS
            .with("steps", "20")
            .with("optimizer.learning_rate", "5e-3")
            .with("schedule.warmup", "0");

    /** The settings of a name such as {@code hf_polynomial power/5}, whose number is that of the steps of the warm-up. */
    private static TrainingSettings named(String name) {
        String[] words = name.substring(0, name.indexOf('/')).split(" ");
        TrainingSettings settings = SETTINGS.with("schedule.kind", words[0])
                .with("schedule.warmup_steps", name.substring(name.indexOf('/') + 1));
        if (words[0].endsWith("min_lr")) {
            return settings.with("schedule.minimum", "1e-3");
        }
        if (words[0].equals("hf_cosine_with_restarts")) {
            return settings.with("schedule.num_cycles", "3");
        }
        if (words[0].equals("hf_warmup_stable_decay")) {
            return settings.with("schedule.minimum", "1e-3")
                    .with("schedule.num_decay_steps", "6")
                    .with("schedule.warmup_type", words[1])
                    .with("schedule.decay_type", words[2]);
        }
        if (words.length == 1) {
            return settings;
        }
        return words[1].equals("power")
                ? settings.with("schedule.power", "2.5").with("schedule.lr_end", "1e-4")
                : settings.with("schedule.timescale", "7");
    }

    @Test
    void ratesAreThoseOfTransformers() {
        GoldenFile expected = GoldenFile.read(Checkout.tiny("hugging-face-run/schedules.safetensors"));
        Set<ScheduleKind> seen = EnumSet.noneOf(ScheduleKind.class);
        for (String name : expected.names()) {
            GoldenTensor rates = expected.get(name);
            TrainingSettings settings = named(name);
            seen.add(settings.schedule().kind());
            LearningRateSchedule schedule = settings.learningRates();
            for (int step = 1; step <= rates.size(); step++) {
                double rate = rates.get(step - 1);
                assertEquals(rate, schedule.at(step), 1e-15 * Math.max(rate, 1e-3), name + ", step " + step);
            }
        }
        Set<ScheduleKind> all = EnumSet.allOf(ScheduleKind.class);
        all.removeIf(kind -> !kind.isHuggingFace());
        assertEquals(all, seen);
    }

    @Test
    void theFirstStepHasTheRateBeforeAllAndTheLastOneLearns() {
        LearningRateSchedule schedule = HuggingFaceSchedule.linear(1, 2, 10);
        assertEquals(0, schedule.at(1));
        assertEquals(0.5, schedule.at(2));
        assertEquals(1, schedule.at(3));
        assertEquals(0.125, schedule.at(10));
        assertEquals(0, schedule.at(11));
    }

    /** {@code math.ceil(20 * 0.12)} of {@code TrainingArguments.get_warmup_steps}; Graft's own kinds round to the nearest. */
    @Test
    void aFractionOfTheStepsIsRoundedUp() {
        TrainingSettings settings = SETTINGS.with("schedule.warmup", "0.12").with("schedule.kind", "hf_linear");
        assertEquals(5e-3 / 3, settings.learningRates().at(2), 1e-18);
        assertEquals(
                5e-3, settings.with("schedule.kind", "linear").learningRates().at(2), 1e-18);
    }

    @Test
    void whatMakesNoScheduleIsNamed() {
        refused(
                "schedule.lr_end",
                SETTINGS.with("schedule.kind", "hf_polynomial").with("schedule.lr_end", "0.01"));
        refused("schedule.num_decay_steps", SETTINGS.with("schedule.kind", "hf_warmup_stable_decay"));
        refused("schedule.warmup_steps", SETTINGS.with("schedule.warmup_steps", "21"));
        refused("schedule.minimum", SETTINGS.with("schedule.minimum", "0.01"));
    }

    private static void refused(String setting, TrainingSettings settings) {
        TrainingSettings given = settings.with("vision", "v")
                .with("language", "l")
                .with("data.path", "d")
                .with("output", "o");
        String message = assertThrows(InvalidInputException.class, given::check).getMessage();
        assertTrue(message.contains("'" + setting + "'"), message);
    }
}
