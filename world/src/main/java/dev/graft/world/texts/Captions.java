package dev.graft.world.texts;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.world.scene.ObjectAttribute;
import dev.graft.world.scene.Phrase;
import dev.graft.world.scene.Scene;
import dev.graft.world.scene.SceneObject;
import dev.graft.world.scene.Wording;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Captions of scenes: what they show, in prose. Every caption names every object, so that what it does not name is not
 * there.
 */
public final class Captions {
    private static final List<String> OPENINGS =
            List.of("", "", "a picture of ", "an image of ", "this shows ", "there is ", "a scene with ");
    private static final List<String> NUMBERS = List.of("two", "three", "four", "five");
    private static final List<String> TOTALS =
            List.of("one object", "two objects", "three objects", "four objects", "five objects");
    private static final Wording SENTENCE =
            Wording.of("there is {0} {1}.", "{0} is {1}.", "{1} is {0}.", "{1} there is {0}.", "we see {0} {1}.");
    private static final Wording BACKGROUND =
            Wording.of("the background is {0}.", "behind is a {0} background.", "all on a {0} background.");

    private Captions() {}

    /** Colours and shapes, and sizes or not: {@code two red circles and a small blue star}. */
    public static Description brief(Scene scene, SplitMix64 random) {
        boolean sizes = random.chance(0.5);
        Set<ObjectAttribute> told =
                sizes ? ObjectAttribute.ALL : EnumSet.of(ObjectAttribute.COLOUR, ObjectAttribute.SHAPE);
        Map<Phrase, Integer> numbers = new LinkedHashMap<>();
        shuffled(scene, random).forEach(object -> numbers.merge(Phrase.of(object, told), 1, Integer::sum));
        List<String> items = numbers.entrySet().stream()
                .map(item -> item.getValue() == 1
                        ? item.getKey().indefinite()
                        : NUMBERS.get(item.getValue() - 2) + " " + item.getKey().plural())
                .toList();
        String text = opening(random) + list(items);
        if (random.chance(0.25)) {
            text += " on a " + scene.background().texture() + " background";
        }
        return new Description(text, sizes ? EnumSet.of(Fact.SIZE) : EnumSet.noneOf(Fact.class));
    }

    /** One phrase with all there is to know: {@code a large red circle at the top left and a small blue star on the right}. */
    static Description list(Scene scene, SplitMix64 random) {
        List<String> items = shuffled(scene, random).stream()
                .map(object -> name(object) + " " + object.place().phrase())
                .toList();
        return new Description(opening(random) + list(items), EnumSet.allOf(Fact.class));
    }

    /** A sentence for each object: {@code there is a large red circle at the top left. on the right is a small blue star.} */
    static Description sentences(Scene scene, SplitMix64 random) {
        List<String> sentences = new ArrayList<>();
        if (random.chance(0.4)) {
            sentences.add(TOTALS.get(scene.objects().size() - 1) + ".");
        }
        for (SceneObject object : shuffled(scene, random)) {
            sentences.add(
                    SENTENCE.draw(random, List.of(name(object), object.place().phrase())));
        }
        if (random.chance(0.3)) {
            sentences.add(
                    BACKGROUND.draw(random, List.of(scene.background().texture().toString())));
        }
        return new Description(String.join(" ", sentences), EnumSet.allOf(Fact.class));
    }

    /** Any of them. */
    public static Description draw(Scene scene, SplitMix64 random) {
        return random.chance(0.25) ? brief(scene, random) : full(scene, random);
    }

    /** One that tells everything. */
    public static Description full(Scene scene, SplitMix64 random) {
        return random.chance(0.5) ? list(scene, random) : sentences(scene, random);
    }

    private static String opening(SplitMix64 random) {
        return OPENINGS.get(random.below(OPENINGS.size()));
    }

    private static String name(SceneObject object) {
        return Phrase.of(object, ObjectAttribute.ALL).indefinite();
    }

    private static String list(List<String> items) {
        int last = items.size() - 1;
        return last == 0
                ? items.get(0)
                : items.stream().limit(last).collect(Collectors.joining(", ")) + " and " + items.get(last);
    }

    private static List<SceneObject> shuffled(Scene scene, SplitMix64 random) {
        List<SceneObject> left = new ArrayList<>(scene.objects());
        List<SceneObject> shuffled = new ArrayList<>(left.size());
        while (!left.isEmpty()) {
            shuffled.add(left.remove(random.below(left.size())));
        }
        return shuffled;
    }
}
