package dev.graft.training.settings;

import dev.graft.tensors.InvalidInputException;
import dev.graft.training.optimizer.LearningRateSchedule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

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
                    Set.of("prompt.template", "prompt.answer"),
                    settings -> !settings.prompt().format().isEmpty(),
                    "'prompt.format' names a format, which writes texts in its own way"),
            new Rule(
                    Set.of("schedule.minimum"),
                    settings -> settings.schedule().kind() == LearningRateSchedule.Kind.CONSTANT,
                    "'schedule.kind' is constant, by which the learning rate stays at its peak"));

    private Unread() {}

    /** Settings that have no effect where something holds. */
    private record Rule(Set<String> keys, Predicate<TrainingSettings> holds, String why) {}

    /** Why the setting of a key has no effect; empty where it has one, or says itself that there is to be none. */
    static Optional<String> why(TrainingSettings settings, String key) {
        if (key.startsWith(AdapterSettings.PREFIX)) {
            return ofAdapter(settings.adapter(), key.substring(AdapterSettings.PREFIX.length()));
        }
        if (isNothing(Declarations.values(settings).get(key))) {
            return Optional.empty();
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
