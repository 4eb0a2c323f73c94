package dev.graft.world.texts;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.world.scene.ObjectAttribute;
import dev.graft.world.scene.ObjectShape;
import dev.graft.world.scene.ObjectSize;
import dev.graft.world.scene.Phrase;
import dev.graft.world.scene.Scene;
import dev.graft.world.scene.SceneObject;
import dev.graft.world.scene.Wording;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** Compares two numbers of objects, or two objects; answered by yes or no. */
final class ComparisonQuestions implements QuestionFamily {
    private static final Wording MORE = Wording.of("are there more {0} than {1}?", "do you see more {0} than {1}?");
    private static final Wording FEWER = Wording.of("are there fewer {0} than {1}?", "do you see fewer {0} than {1}?");
    private static final Wording AS_MANY =
            Wording.of("are there as many {0} as {1}?", "do you see as many {0} as {1}?");
    private static final Wording LARGER = Wording.of("is {0} larger than {1}?", "is {0} bigger than {1}?");
    private static final Wording SMALLER = Wording.of("is {0} smaller than {1}?");

    @Override
    public void collect(Scene scene, SplitMix64 random, Consumer<Candidate> candidates) {
        for (SceneObject first : scene.objects()) {
            for (SceneObject second : scene.objects()) {
                numbers(scene, Phrase.of(first.shape()), Phrase.of(second.shape()), candidates);
                numbers(scene, Phrase.of(first.colour()), Phrase.of(second.colour()), candidates);
            }
            // A kind that may not be there, too: otherwise a scene of one kind has nothing to compare.
            Phrase present = Phrase.of(first.shape());
            Phrase other = Phrase.of(ObjectShape.values()[random.below(ObjectShape.values().length)]);
            numbers(scene, present, other, candidates);
            numbers(scene, other, present, candidates);
        }
        looks(scene, ObjectAttribute.COLOUR, "color", (a, b) -> a.colour() == b.colour(), random, candidates);
        looks(scene, ObjectAttribute.SHAPE, "shape", (a, b) -> a.shape() == b.shape(), random, candidates);
        looks(scene, ObjectAttribute.SIZE, "size", (a, b) -> a.size() == b.size(), random, candidates);
    }

    private static void numbers(Scene scene, Phrase first, Phrase second, Consumer<Candidate> candidates) {
        if (first.equals(second)) {
            return;
        }
        int difference = scene.count(first) - scene.count(second);
        boolean withheld = scene.objects().stream()
                .anyMatch(object -> object.isWithheld() && (first.fits(object) || second.fits(object)));
        Pair pair = new Pair(first.plural(), second.plural(), EnumSet.noneOf(Fact.class), withheld);
        candidates.accept(pair.compared("more", MORE, difference > 0));
        candidates.accept(pair.compared("fewer", FEWER, difference < 0));
        candidates.accept(pair.compared("as many", AS_MANY, difference == 0));
    }

    /** Compares an attribute of any two objects that are told apart without it. */
    private static void looks(
            Scene scene,
            ObjectAttribute attribute,
            String word,
            BiPredicate<SceneObject, SceneObject> equal,
            SplitMix64 random,
            Consumer<Candidate> candidates) {
        Wording same =
                Wording.of("are {0} and {1} the same " + word + "?", "do {0} and {1} have the same " + word + "?");
        List<List<ReferringExpression>> references = ReferringExpression.toAll(scene, Set.of(attribute));
        for (List<ReferringExpression> ones : references) {
            for (List<ReferringExpression> others : references) {
                if (ones == others || ones.isEmpty() || others.isEmpty()) {
                    continue;
                }
                ReferringExpression one = ones.get(random.below(ones.size()));
                ReferringExpression other = others.get(random.below(others.size()));
                Pair pair = Pair.of(one, other, attribute);
                candidates.accept(pair.compared("same " + word, same, equal.test(one.object(), other.object())));
                ObjectSize size = one.object().size();
                // Of two small ones, one is always a little larger.
                if (attribute == ObjectAttribute.SIZE && size != other.object().size()) {
                    candidates.accept(pair.compared("larger", LARGER, size == ObjectSize.LARGE));
                    candidates.accept(pair.compared("smaller", SMALLER, size == ObjectSize.SMALL));
                }
            }
        }
    }

    /** Two things that a question names. */
    private record Pair(String first, String second, Set<Fact> needs, boolean withheld) {
        static Pair of(ReferringExpression one, ReferringExpression other, ObjectAttribute compared) {
            Set<Fact> needs = EnumSet.copyOf(one.needs());
            needs.addAll(other.needs());
            if (compared == ObjectAttribute.SIZE) {
                needs.add(Fact.SIZE);
            }
            boolean withheld = one.object().isWithheld() || other.object().isWithheld();
            return new Pair(one.text(), other.text(), needs, withheld);
        }

        Candidate compared(String form, Wording wording, boolean holds) {
            return new Candidate(
                    QuestionType.COMPARISON,
                    form,
                    form + " " + first + " " + second,
                    wording,
                    List.of(first, second),
                    holds ? "yes" : "no",
                    needs,
                    withheld);
        }
    }
}
