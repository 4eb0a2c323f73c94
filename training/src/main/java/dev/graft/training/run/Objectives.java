package dev.graft.training.run;

import dev.graft.tensors.Registry;
import dev.graft.training.settings.TrainingSettings;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/** The objectives on the path of this program, looked up once. */
final class Objectives {
    static final Registry<Objective> ALL = load();

    private static final Set<String> ANSWERED = Set.of("validation_answers", "answer_tokens");
    private static final Set<String> LEARNT =
            Set.of("layout", "max_visual_tokens", "data.long", "objective.clean_captions");

    private Objectives() {}

    /** What does not answer answers nothing in validations; where no answers are learnt, no prompts are written. */
    static Optional<String> unread(Objective objective, TrainingSettings settings, String key) {
        if (settings.isNothing(key)) {
            return Optional.empty();
        }
        String name = "the objective " + settings.objective().kind();
        if (ANSWERED.contains(key) && !objective.answers()) {
            return Optional.of(name + " answers no questions");
        }
        boolean prompted = key.startsWith("prompt.") || LEARNT.contains(key);
        return prompted && !objective.learnsAnswers(settings)
                ? Optional.of(name + " gives the language model nothing to read")
                : Optional.empty();
    }

    private static Registry<Objective> load() {
        Registry<Objective> all = new Registry<>("setting 'objective.kind': unknown objective");
        ServiceLoader<Objective> found = ServiceLoader.load(Objective.class, Objective.class.getClassLoader());
        Registry.ordered(Objective.class, found)
                .forEach(objective -> objective.kinds().forEach(kind -> all.add(kind, objective)));
        return all;
    }
}
