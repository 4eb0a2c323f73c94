package dev.graft.adapters.published;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.AdapterFamily;
import dev.graft.adapters.AdapterSpec;
import dev.graft.adapters.WeightNames;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An adapter whose weights lie in a file, perhaps among others.
 *
 * @param convention whose names they have
 * @param tensors how many tell of it: the more, the surer
 * @param settings what names and shapes tell of {@link AdapterSpec}, by its keys; those that cannot be seen in weights,
 *     such as the activation, are not among them
 * @param open settings that have to be said because neither weights nor convention tell, each with values to choose from
 */
public record FoundAdapter(
        WeightNames convention, int tensors, Map<String, Object> settings, Map<String, String> open) {
    /**
     * The adapter of given settings, where all of them are known.
     *
     * @param names the convention, if it is known
     * @throws InvalidInputException if its tensors are not there
     */
    public static FoundAdapter in(
            PublishedTensors tensors, Optional<WeightNames> names, AdapterSpec spec, Adapter adapter) {
        List<WeightNames> conventions = names.map(List::of).orElseGet(WeightNames::all);
        return conventions.stream()
                .filter(convention -> !adapter.names(convention).isEmpty())
                .filter(convention -> adapter.names(convention).values().stream()
                        .allMatch(name -> tensors.find(name).isPresent()))
                .findFirst()
                .map(convention ->
                        new FoundAdapter(convention, adapter.parameterShapes().size(), spec.toMap(), Map.of()))
                .orElseThrow(() -> new InvalidInputException("no adapter of the settings " + spec.toMap()
                        + " is found in it under the names of " + conventions + "; it has " + tensors.shown()));
    }

    /**
     * The adapter in a file, if its kind can be told; of several conventions that fit, the one with the most tensors.
     *
     * @param names the convention, if it is known
     * @throws InvalidInputException if there is none, more than one, or one for backbones of other widths
     */
    public static FoundAdapter in(AdapterSearch search, Optional<WeightNames> names) {
        List<WeightNames> conventions = names.map(List::of).orElseGet(WeightNames::all);
        List<FoundAdapter> found = new ArrayList<>();
        List<InvalidInputException> refused = new ArrayList<>();
        List<AdapterFinder> finders = AdapterFamily.all().stream()
                .flatMap(family -> family.finders().stream())
                .toList();
        for (WeightNames convention : conventions) {
            for (AdapterFinder finder : finders) {
                try {
                    finder.find(convention, search).ifPresent(found::add);
                } catch (InvalidInputException e) {
                    refused.add(e); // perhaps a part of a larger adapter, which fits
                }
            }
        }
        if (found.stream().anyMatch(adapter -> !adapter.convention.equals(WeightNames.SEQUENTIAL))) {
            found.removeIf(
                    adapter -> adapter.convention.equals(WeightNames.SEQUENTIAL)); // a name says more than a number
        }
        found.sort(Comparator.comparingInt(FoundAdapter::tensors).reversed());
        if (found.isEmpty() && !refused.isEmpty()) {
            throw refused.get(0);
        }
        if (found.isEmpty()) {
            throw new InvalidInputException("no adapter is found in it under the names of " + conventions
                    + "; it has " + search.tensors().shown()
                    + ". Say its kind and settings by --set adapter.kind=... if it"
                    + " is one of " + AdapterSpec.kinds().keySet());
        }
        if (found.size() > 1 && found.get(0).tensors == found.get(1).tensors) {
            throw new InvalidInputException("adapters are found under the names of "
                    + found.stream().map(FoundAdapter::convention).toList() + "; say by --names which one to take");
        }
        return found.get(0);
    }
}
