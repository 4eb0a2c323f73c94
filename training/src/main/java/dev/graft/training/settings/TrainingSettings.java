package dev.graft.training.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.tensors.Range;
import dev.graft.training.schedule.LearningRateSchedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All settings of a training run, each with a value. What each means is said where it is declared, by {@link Setting}.
 *
 * <p>They come from the defaults, then from a JSON file, then from flags {@code key=value}. A key that does not exist is
 * an error that suggests the nearest one. The order of the components is that of the file.
 */
public record TrainingSettings(
        @Group("What is connected") BackboneSettings backbones,

        @Setting(
                value = "folder for the trained model and the record of the run",
                path = true,
                required = true,
                decisive = false)
        String output,

        @Group(value = "What is learnt from", name = "data") DataSettings data,
        @Group(value = "The adapter", name = "adapter") AdapterSettings adapter,

        @Group("Which weights of the adapter are trained, and from what")
        StartSettings start,

        @Group(value = "What is learnt by", name = "objective")
        ObjectiveSettings objective,

        @Group(value = "The text around an image", name = "prompt")
        PromptSettings prompt,

        @Group(value = "AdamW", name = "optimizer") OptimizerSettings optimizer,

        @Group(value = "The learning rate over the steps", name = "schedule")
        ScheduleSettings schedule,

        @Setting(value = "optimiser steps", range = Range.POSITIVE)
        int steps,

        @Setting(value = "samples of a step", range = Range.SIZE)
        int batch,

        @Setting(value = "samples computed at once; 0 for the whole batch", range = Range.NOT_NEGATIVE)
        int microBatch,

        @Setting("decides initialisation, split and order") long seed,

        @Group("Validation and final evaluation") ValidationSettings validation,
        @Group("The machine") RuntimeSettings runtime) {
    /** What holds where a user says nothing. */
    public static final TrainingSettings DEFAULTS = new TrainingSettings(
            BackboneSettings.DEFAULTS,
            "",
            DataSettings.DEFAULTS,
            AdapterSettings.DEFAULTS,
            StartSettings.DEFAULTS,
            ObjectiveSettings.DEFAULTS,
            PromptSettings.DEFAULTS,
            OptimizerSettings.DEFAULTS,
            ScheduleSettings.DEFAULTS,
            1000,
            32,
            0,
            0,
            ValidationSettings.DEFAULTS,
            RuntimeSettings.DEFAULTS);

    /** The settings that the file of a run holds; those that came after it are what runs had before there were they. */
    public static TrainingSettings ofRun(Path file) {
        TrainingSettings before = DEFAULTS;
        for (Map.Entry<String, Object> each : Declarations.resolved(DEFAULTS).entrySet()) {
            Declaration declaration = Declarations.of(each.getKey());
            before = declaration.isAdded() ? before.with(each.getKey(), declaration.before()) : before;
        }
        return before.withFile(file);
    }

    /** These settings with those of a file over them; its relative paths start at its folder. */
    public TrainingSettings withFile(Path file) {
        return SettingsFile.over(this, file);
    }

    /**
     * These settings with others over them.
     *
     * @param json an object of settings
     * @param folder where its relative paths start
     */
    TrainingSettings with(JsonNode json, Path folder) {
        return new Draft(this).read(json, folder).settings();
    }

    /**
     * These settings with others over them.
     *
     * @param json a JSON object of settings
     * @param folder where its relative paths start
     */
    public TrainingSettings withJson(String json, Path folder) {
        return with(SettingsFile.parse(json), folder);
    }

    /** These settings with one changed, its value written as on a command line. */
    public TrainingSettings with(String key, String text) {
        return new Draft(this).set(key, text).settings();
    }

    /** Whether a setting is to be changed before others, which it decides about: the kind of an adapter. */
    public static boolean isFirst(String key) {
        return key.equals(AdapterSettings.PREFIX + AdapterSettings.KIND);
    }

    /**
     * These settings, if those that must be given are, they go together and every name among them is known.
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    public TrainingSettings check() {
        new SettingsCheck(this).run();
        return this;
    }

    /** The resolved settings as a file that {@link #withFile} reads, wherever it lies: its paths are absolute. */
    public String toJson() {
        return SettingsFile.json(this);
    }

    /** Whether the objective of these knows the setting of a key. */
    public boolean reads(String key) {
        return Declarations.isRead(key, objective.kind());
    }

    /** Why the setting of a key has no effect beside the others; empty where it has one. */
    public Optional<String> unread(String key) {
        return Unread.why(this, key);
    }

    /** Whether the value of a key says that there is to be nothing of what it is about: 0, false or no text. */
    public boolean isNothing(String key) {
        return Unread.isNothing(Declarations.values(this).getOrDefault(key, key));
    }

    /** Whether the setting of a key has the value that it has where nothing is said of it; of an adapter that of its kind. */
    public boolean isUsual(String key) {
        TrainingSettings usual =
                DEFAULTS.with(AdapterSettings.PREFIX + AdapterSettings.KIND, String.valueOf(adapter.kind()));
        Object value = Declarations.resolved(this).get(key);
        return value == null || value.equals(Declarations.resolved(usual).get(key));
    }

    /** Whether keys are those of all settings, as in the file of a run, which holds more than its user has chosen. */
    public boolean areAll(Set<String> keys) {
        return Declarations.values(this).keySet().stream()
                .filter(key -> Declarations.of(key).objectives().isEmpty()
                        && !Declarations.of(key).isAdded())
                .allMatch(key -> keys.contains(key) || !reads(key));
    }

    /** Where that which they name lies. */
    public RunPaths paths() {
        return new RunPaths(this);
    }

    /** Whether nothing says what to connect and what to learn from. */
    public boolean isOpen() {
        return (backbones.vision() + backbones.language() + data.path()).isEmpty();
    }

    /** Samples computed at once, which the whole batch may be. */
    public int samplesAtOnce() {
        return microBatch == 0 ? batch : microBatch;
    }

    /** The learning rate of each step. */
    public LearningRateSchedule learningRates() {
        return schedule.over(steps, optimizer.learningRate());
    }

    /**
     * What decides the weights that come out, by key: everything but where things lie and how often one looks. Checkpoints
     * hold it as text, so that a run goes on only under the same.
     */
    public Map<String, Object> decisive() {
        Map<String, Object> values = Declarations.resolved(this);
        values.entrySet().removeIf(each -> !Declarations.of(each.getKey()).decides(each.getValue()));
        return values;
    }

    private static Object valueOf(Map<String, Object> decisive, String key) {
        Object value = decisive.get(key);
        Declaration declaration = Declarations.of(key);
        return value == null && declaration.isAdded() ? declaration.parse(declaration.before()) : value;
    }

    /** These settings with what they leave to a run as an earlier one has settled it. */
    public TrainingSettings settledBy(TrainingSettings earlier) {
        TrainingSettings settled = this;
        Map<String, Object> before = Declarations.resolved(earlier);
        for (Map.Entry<String, Object> each : Declarations.resolved(this).entrySet()) {
            if (Declarations.of(each.getKey()).leaves(each.getValue()) && before.containsKey(each.getKey())) {
                settled = settled.with(each.getKey(), before.get(each.getKey()).toString());
            }
        }
        return settled;
    }

    /** The decisive settings in which these differ from earlier ones, each with its value there and here. */
    public List<String> differencesFrom(TrainingSettings earlier) {
        List<String> differences = new ArrayList<>();
        Map<String, Object> before = earlier.decisive();
        Map<String, Object> now = settledBy(earlier).decisive();
        Set<String> keys = new LinkedHashSet<>(now.keySet());
        before.keySet().stream().filter(key -> Declarations.of(key).isAdded()).forEach(keys::add);
        for (String key : keys) {
            Object was = valueOf(before, key);
            Object is = valueOf(now, key);
            if (!is.equals(was)) {
                differences.add(key + " was " + was + ", now is " + is);
            }
        }
        return differences;
    }
}
