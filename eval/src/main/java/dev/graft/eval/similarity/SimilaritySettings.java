package dev.graft.eval.similarity;

import dev.graft.tensors.InvalidInputException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a user may ask of a {@link SimilarityTask}; each task reads some of it.
 *
 * @param rerank how many of the best candidates are looked at once more; 0 for none
 * @param candidates the texts to choose among; empty where none are given
 * @param templates texts in which {@link #NAME} stands for a candidate
 */
public record SimilaritySettings(int rerank, List<String> candidates, List<String> templates) {
    /** Where a candidate stands in a template. */
    public static final String NAME = "{}";

    /** Nothing asked for. */
    public static final SimilaritySettings DEFAULTS = new SimilaritySettings(0, List.of(), List.of(NAME));

    /** A setting. */
    public enum Key {
        RERANK("--rerank"),
        CANDIDATES("--candidates"),
        TEMPLATES("--template");

        private final String option;

        Key(String option) {
            this.option = option;
        }

        /** The option of the command that gives it. */
        public String option() {
            return option;
        }
    }

    /** @throws InvalidInputException if a template has no place for a candidate, or a candidate is there twice */
    public SimilaritySettings {
        candidates = List.copyOf(candidates);
        templates = List.copyOf(templates);
        if (rerank < 0) {
            throw new InvalidInputException("--rerank must be 0 (none) or more, found " + rerank);
        }
        Set<String> names = new HashSet<>();
        candidates.stream()
                .filter(name -> !names.add(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidInputException(
                            "the class '" + name + "' is there twice among the candidates, in any"
                                    + " case of letters, and an image is of one only; take one of them out");
                });
        templates.stream()
                .filter(template -> !template.contains(NAME))
                .findFirst()
                .ifPresent(template -> {
                    throw new InvalidInputException("a template should have " + NAME
                            + " where the name of a class stands, found '" + template + "'");
                });
    }

    /** The settings that are not as they are by default. */
    public Set<Key> given() {
        Set<Key> given = EnumSet.noneOf(Key.class);
        if (rerank != DEFAULTS.rerank) {
            given.add(Key.RERANK);
        }
        if (!candidates.equals(DEFAULTS.candidates)) {
            given.add(Key.CANDIDATES);
        }
        if (!templates.equals(DEFAULTS.templates)) {
            given.add(Key.TEMPLATES);
        }
        return given;
    }

    /**
     * These, if a task reads all that is given.
     *
     * @throws InvalidInputException naming the setting and the tasks that do
     */
    public SimilaritySettings requireReadBy(SimilarityTask task) {
        for (Key key : given()) {
            if (!task.reads().contains(key)) {
                String others = SimilarityTask.ids().stream()
                        .filter(id -> SimilarityTask.of(id).reads().contains(key))
                        .collect(Collectors.joining(" or "));
                throw new InvalidInputException(key.option() + " is for --metric " + others + ", and this is "
                        + task.id() + "; leave the option out");
            }
        }
        return this;
    }
}
