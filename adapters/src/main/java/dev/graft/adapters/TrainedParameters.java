package dev.graft.adapters;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Suggestions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which weights of a network are trained; the others stay as they are, like a backbone. MiniGPT-4 trains
 * {@code language_projection.*} behind a frozen Q-Former.
 *
 * @param patterns names with {@code *} for any part of one
 */
public record TrainedParameters(List<String> patterns) {
    /** All but tables that are never trained. */
    public static final TrainedParameters ALL = parse("*");

    /** Parses patterns with commas between. */
    public static TrainedParameters parse(String text) {
        List<String> patterns = Stream.of(text.split(","))
                .map(String::strip)
                .filter(pattern -> !pattern.isEmpty())
                .toList();
        if (patterns.isEmpty()) {
            throw new InvalidInputException("no weights are named that would be trained; * names all");
        }
        return new TrainedParameters(patterns);
    }

    /**
     * Their names, in the order of the network.
     *
     * @throws InvalidInputException if a pattern names none, or one that is never trained
     */
    public Set<String> of(Trainable network) {
        Set<String> trainable = network.parameters().stream()
                .filter(parameter -> !parameter.fixed())
                .map(Parameter::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> named = new LinkedHashSet<>();
        for (String pattern : patterns) {
            Pattern regex = Pattern.compile(
                    Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
            List<String> found = trainable.stream()
                    .filter(name -> regex.matcher(name).matches())
                    .toList();
            if (found.isEmpty()) {
                throw new InvalidInputException("the adapter has no weights '" + pattern + "' that can be trained"
                        + Suggestions.didYouMean(pattern, trainable));
            }
            named.addAll(found);
        }
        return trainable.stream().filter(named::contains).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public String toString() {
        return String.join(",", patterns);
    }
}
