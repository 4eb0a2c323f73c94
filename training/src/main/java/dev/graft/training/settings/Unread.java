package dev.graft.training.settings;

import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.tensors.InvalidInputException;
import dev.graft.training.schedule.ScheduleKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Says why a setting has no effect under others. */
final class Unread {
    private static final List<Rule> RULES = List.of(
            new Rule(
                    Set.of("data.test"),
                    settings -> settings.validation().finalEvaluation() == 0,
                    "'final_evaluation' is 0, by which nothing is evaluated at the end"),
            new Rule(
                    Set.of("final_evaluation"),
                    settings ->
                            settings.data().test().isEmpty() && settings.data().validation() == 0,
                    "there is no 'data.test', and 'data.validation' is 0, by which nothing is kept to be evaluated"),
            new Rule(
                    Set.of("validate_every", "validation_samples", "validation_answers"),
                    settings -> settings.data().validation() == 0,
                    "'data.validation' is 0, by which nothing is kept for validation"),
            new Rule(
                    Set.of("validate_every", "validation_answers"),
                    settings -> settings.validation().samples() == 0,
                    "'validation_samples' is 0, by which nothing is validated"),
            new Rule(
                    Set.of("processor"),
                    settings -> settings.backbones().visionFeatures().source() == VisionFeatures.Source.PIXELS,
                    "'features' is pixels, which are prepared as the folder of 'vision' says"),
            new Rule(
                    Set.of("prompt.template", "prompt.answer"),
                    settings -> settings.prompt().format().isEmpty()
                            && !settings.prompt().chatTemplate().isEmpty(),
                    "'prompt.chat_template' is a chat template, which writes texts in its own way"),
            new Rule(
                    Set.of("prompt.template", "prompt.answer", "prompt.chat_template"),
                    settings -> !settings.prompt().format().isEmpty(),
                    "'prompt.format' names a format, which writes texts in its own way"),
            new Rule(
                    Set.of("objective.tokenizer"),
                    settings -> settings.objective().kind().equals("language_modelling")
                            && Unread.isNothing(settings.adapter().given().getOrDefault("vocabulary", 0)),
                    "'adapter.vocabulary' is 0, by which the adapter reads no text"),
            new Rule(
                    Set.of("data.order", "data.group_by_length"),
                    settings -> !settings.data().orderFile().isEmpty(),
                    "'data.order_file' says which samples are learnt from, one after the other"),
            new Rule(
                    Set.of("data.group_by_length"),
                    settings -> settings.data().order() == DataSettings.Order.SEQUENTIAL,
                    "'data.order' is sequential, by which samples are learnt from in the order of the data"),
            new Rule(
                    Set.of("schedule.warmup"),
                    settings -> settings.schedule().warmupSteps() > 0,
                    "'schedule.warmup_steps' says in how many steps the learning rate rises"),
            ofKinds(
                    "schedule.minimum",
                    ScheduleKind.COSINE,
                    ScheduleKind.LINEAR,
                    ScheduleKind.HF_COSINE_WITH_MIN_LR,
                    ScheduleKind.HF_COSINE_WARMUP_WITH_MIN_LR,
                    ScheduleKind.HF_WARMUP_STABLE_DECAY),
            ofKinds(
                    "schedule.num_cycles",
                    ScheduleKind.HF_COSINE,
                    ScheduleKind.HF_COSINE_WITH_RESTARTS,
                    ScheduleKind.HF_COSINE_WITH_MIN_LR,
                    ScheduleKind.HF_COSINE_WARMUP_WITH_MIN_LR,
                    ScheduleKind.HF_WARMUP_STABLE_DECAY),
            ofKinds("schedule.power", ScheduleKind.HF_POLYNOMIAL),
            ofKinds("schedule.lr_end", ScheduleKind.HF_POLYNOMIAL),
            ofKinds("schedule.timescale", ScheduleKind.HF_INVERSE_SQRT),
            ofKinds("schedule.num_decay_steps", ScheduleKind.HF_WARMUP_STABLE_DECAY),
            ofKinds("schedule.warmup_type", ScheduleKind.HF_WARMUP_STABLE_DECAY),
            ofKinds("schedule.decay_type", ScheduleKind.HF_WARMUP_STABLE_DECAY),
            new Rule(
                    Set.of("schedule.warmup", "schedule.warmup_steps"),
                    settings -> settings.schedule().kind() == ScheduleKind.HF_CONSTANT,
                    "'schedule.kind' is hf_constant, which knows no warm-up; hf_constant_with_warmup does"));

    private Unread() {}

    /** Settings that have no effect where something holds. */
    private record Rule(Set<String> keys, Predicate<TrainingSettings> holds, String why) {}

    /** A setting that only some schedules of the learning rate read. */
    private static Rule ofKinds(String key, ScheduleKind... kinds) {
        List<ScheduleKind> readers = List.of(kinds);
        return new Rule(
                Set.of(key),
                settings -> !readers.contains(settings.schedule().kind()),
                "'schedule.kind' is none of those that read it, which are "
                        + readers.stream().map(ScheduleKind::toString).collect(Collectors.joining(", ")));
    }

    /** Why the setting of a key has no effect; empty where it has one, or says itself that there is to be none. */
    static Optional<String> why(TrainingSettings settings, String key) {
        if (key.startsWith(AdapterSettings.PREFIX)) {
            return ofAdapter(settings.adapter(), key.substring(AdapterSettings.PREFIX.length()));
        }
        if (isNothing(Declarations.values(settings).get(key))) {
            return Optional.empty();
        }
        if (key.equals("prompt.generation")) {
            return ofGeneration(settings.prompt());
        }
        return RULES.stream()
                .filter(rule -> rule.keys().contains(key) && rule.holds().test(settings))
                .map(Rule::why)
                .findFirst();
    }

    /** Whether a value says that there is to be nothing of what it is about. */
    static boolean isNothing(Object value) {
        return value.equals("") || value.equals(false) || value instanceof Number number && number.doubleValue() == 0;
    }

    private static Optional<String> ofGeneration(PromptSettings prompt) {
        List<String> unheeded;
        try {
            unheeded = prompt.generationConfig().unheeded();
        } catch (InvalidInputException e) {
            return Optional.empty(); // told when all settings are checked
        }
        return unheeded.isEmpty()
                ? Optional.empty()
                : Optional.of("Graft does not heed " + String.join(", ", unheeded) + " in it");
    }

    private static Optional<String> ofAdapter(AdapterSettings adapter, String name) {
        Object value = adapter.given().get(name);
        if (value == null || isNothing(value)) {
            return Optional.empty();
        }
        Map<String, String> idle;
        try {
            idle = adapter.spec().idle();
        } catch (InvalidInputException e) {
            return Optional.empty(); // told with the key that is wrong, when all settings are checked
        }
        return Optional.ofNullable(idle.get(name));
    }
}
