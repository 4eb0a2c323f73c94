package dev.graft.training.settings;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** All settings there are, read off the components of {@link TrainingSettings}, and their values by key. */
final class Declarations {
    /** What objectives from outside add, looked up once. */
    private static final List<AddedSettings> ADDED = AddedSettings.all();

    /** By key, in the order of the file; those of all kinds of adapter are among them. */
    static final Map<String, Declaration> ALL = declared();

    private static final String RUN = "The run";

    private Declarations() {}

    /**
     * The setting of a key.
     *
     * @throws IllegalArgumentException that suggests the nearest key, if there is none
     */
    static Declaration of(String key) {
        Declaration declaration = ALL.get(key);
        if (declaration == null) {
            throw new InvalidInputException("unknown setting '" + key + "'" + suggestion(key));
        }
        return declaration;
    }

    /** Whether there are settings under a key, and no setting of that key itself. */
    static boolean isGroup(String key) {
        return ALL.keySet().stream().anyMatch(known -> known.startsWith(key + "."));
    }

    /** The nearest key, or the nearest last part of one: who forgets the group means {@code group.key}. */
    private static String suggestion(String key) {
        Map<String, String> parts = new LinkedHashMap<>();
        ALL.keySet().forEach(known -> parts.putIfAbsent(known.substring(known.lastIndexOf('.') + 1), known));
        return Suggestions.nearest(key, ALL.keySet())
                .or(() -> Suggestions.nearest(key, parts.keySet()).map(parts::get))
                .map(known -> "; did you mean '" + known + "'?")
                .orElseGet(() -> "; there is " + ALL.keySet());
    }

    /** The values of all settings but the adapter's, in the order of the file. */
    static Map<String, Object> values(TrainingSettings settings) {
        Map<String, Object> values = new LinkedHashMap<>();
        each(settings, setting -> values.put(setting.key(), setting.value()), () -> {});
        return values;
    }

    /** The values of all settings, in the order of the file; of an adapter those that its kind has. */
    static Map<String, Object> resolved(TrainingSettings settings) {
        Map<String, Object> values = new LinkedHashMap<>();
        each(
                settings,
                setting -> values.put(setting.key(), setting.value()),
                () -> settings.adapter()
                        .spec()
                        .toMap()
                        .forEach((name, value) -> values.put(AdapterSettings.PREFIX + name, value)));
        values.keySet().removeAll(ofOtherObjectives(settings.objective().kind()));
        return values;
    }

    /** Whether an objective reads the setting of a key. */
    static boolean isRead(String key, String objective) {
        List<String> readers = of(key).objectives();
        return (readers.isEmpty() || readers.contains(objective))
                && !ofOtherObjectives(objective).contains(key);
    }

    /** Settings of values by key, all of which are there. */
    static TrainingSettings settings(Map<String, Object> values, AdapterSettings adapter) {
        return RecordValues.make(TrainingSettings.class, component -> {
            Group group = component.getAnnotation(Group.class);
            if (component.getType() == AdapterSettings.class) {
                return adapter;
            }
            return group == null
                    ? values.get(key("", component))
                    : RecordValues.make(component.getType(), inner -> value(values, prefix(group), inner));
        });
    }

    /** The keys that objectives from outside have added for others than this one. */
    private static Set<String> ofOtherObjectives(String kind) {
        return ADDED.stream()
                .filter(added -> !added.objectives().contains(kind))
                .flatMap(added -> Arrays.stream(added.defaults().getClass().getRecordComponents()))
                .map(component -> key("objective.", component))
                .collect(Collectors.toSet());
    }

    private static Object value(Map<String, Object> values, String prefix, RecordComponent component) {
        return component.isAnnotationPresent(Setting.class)
                ? values.get(key(prefix, component))
                : ADDED.stream()
                        .map(added ->
                                RecordValues.make(added.defaults().getClass(), inner -> values.get(key(prefix, inner))))
                        .toList();
    }

    /** A setting with its value in some settings. */
    private record Held(String heading, String key, RecordComponent component, Object value) {
        static Held of(Group group, RecordComponent component, Object holder) {
            return new Held(
                    group == null ? RUN : group.value(),
                    Declarations.key(prefix(group), component),
                    component,
                    RecordValues.get(component, holder));
        }
    }

    private static void each(TrainingSettings settings, Consumer<Held> action, Runnable atAdapter) {
        for (RecordComponent component : TrainingSettings.class.getRecordComponents()) {
            Group group = component.getAnnotation(Group.class);
            if (component.getType() == AdapterSettings.class) {
                atAdapter.run();
            } else if (group == null) {
                action.accept(Held.of(null, component, settings));
            } else {
                Object holder = RecordValues.get(component, settings);
                each(group, holder, action);
            }
        }
    }

    private static void each(Group group, Object holder, Consumer<Held> action) {
        for (RecordComponent component : holder.getClass().getRecordComponents()) {
            if (component.isAnnotationPresent(Setting.class)) {
                action.accept(Held.of(group, component, holder));
            } else {
                ((List<?>) RecordValues.get(component, holder)).forEach(added -> each(group, added, action));
            }
        }
    }

    private static Map<String, Declaration> declared() {
        Map<String, Declaration> all = new LinkedHashMap<>();
        each(
                TrainingSettings.DEFAULTS,
                held -> add(all, declaration(held)),
                () -> AdapterDeclarations.all().forEach(each -> all.putIfAbsent(each.key(), each)));
        return all;
    }

    private static void add(Map<String, Declaration> all, Declaration declaration) {
        if (all.putIfAbsent(declaration.key(), declaration) != null) {
            throw new InvalidInputException(
                    "two settings are called '" + declaration.key() + "', one of them added by a"
                            + " library on the class path; take the library off, or have its setting renamed");
        }
    }

    private static Declaration declaration(Held held) {
        Setting setting = held.component().getAnnotation(Setting.class);
        Object[] constants = held.component().getType().getEnumConstants();
        return new Declaration(
                held.heading(),
                held.key(),
                held.value(),
                setting.value(),
                constants == null
                        ? List.of()
                        : Arrays.stream(constants).map(Object::toString).toList(),
                setting.range(),
                List.of(setting.objectives()),
                setting.path(),
                setting.several(),
                setting.required(),
                setting.decisive(),
                setting.leftToTheRun(),
                setting.before());
    }

    private static String prefix(Group group) {
        return group == null || group.name().isEmpty() ? "" : group.name() + ".";
    }

    private static String key(String prefix, RecordComponent component) {
        String key = component.getAnnotation(Setting.class).key();
        return prefix + (key.isEmpty() ? RecordValues.snakeCase(component) : key);
    }
}
