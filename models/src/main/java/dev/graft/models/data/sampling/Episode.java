package dev.graft.models.data.sampling;

import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Exchange;
import dev.graft.models.prompt.Prompt;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An episode of open-ended few-shot classification (Tsimpoukelli et al. 2021): the names of a few classes are taught by
 * examples in the prompt, mostly in invented words, and the model is to name one more image. Asked in the format
 * {@code frozen-naming} a shot reads {@code {image}This is a dax.} and the query {@code {image}This is a}.
 *
 * @param induction what is said before all, such as "Answer with dax or blicket."; empty for nothing
 * @param exemplars the different images of each class by its name, as many of each: the <em>inner shots</em>. The number of
 *     classes is that of <em>ways</em>
 * @param repeats how often each exemplar stands in the prompt
 */
public record Episode<I>(String induction, Map<String, List<I>> exemplars, int repeats) {
    public Episode {
        Map<String, List<I>> copy = new TreeMap<>();
        exemplars.forEach((name, images) -> copy.put(name, List.copyOf(images)));
        exemplars = copy;
        long sizes = copy.values().stream().map(List::size).distinct().count();
        if (copy.isEmpty() || sizes != 1 || repeats < 1) {
            throw new InvalidInputException("an episode needs classes with equally many exemplars and repeats of 1 or"
                    + " more, found "
                    + copy.values().stream().map(List::size).toList() + " exemplars and " + repeats
                    + " repeats");
        }
    }

    /** "Answer with dax or blicket." for the names of some classes. */
    public static String induction(List<String> names) {
        int last = names.size() - 1;
        String others = String.join(", ", names.subList(0, last));
        return "Answer with " + (last == 0 ? "" : others + " or ") + names.get(last) + ".";
    }

    /** The number of classes. */
    public int ways() {
        return exemplars.size();
    }

    /** The number of different examples of each class. */
    public int innerShots() {
        return exemplars.values().iterator().next().size();
    }

    /** The number of exchanges before the query. */
    public int shots() {
        return ways() * innerShots() * repeats;
    }

    /**
     * The prompt that asks for an image's name.
     *
     * @param seed decides the order of the shots
     */
    public Conversation<I> ask(I query, long seed) {
        List<Exchange<I>> each = new ArrayList<>();
        exemplars.forEach((name, images) ->
                images.forEach(image -> each.add(new Exchange<>(Prompt.of(image, ""), name))));
        List<Exchange<I>> shots = Arrays.stream(EpochOrder.of(seed, 0, shots()))
                .mapToObj(shot -> each.get(shot % each.size()))
                .toList();
        return new Conversation<>(induction, shots, Prompt.of(query, ""));
    }
}
