package dev.graft.world.texts;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.world.scene.Colour;
import dev.graft.world.scene.ObjectAttribute;
import dev.graft.world.scene.ObjectShape;
import dev.graft.world.scene.ObjectSize;
import dev.graft.world.scene.Phrase;
import dev.graft.world.scene.Scene;
import dev.graft.world.scene.SceneObject;
import dev.graft.world.scene.Wording;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Asks how many objects there are of some kind, and whether there are any. */
final class NumberQuestions implements QuestionFamily {
    private static final Wording COUNT =
            Wording.of("how many {0} are there?", "how many {0} do you see?", "what is the number of {0}?");
    private static final Wording EXISTENCE =
            Wording.of("is there {1}?", "are there any {0}?", "do you see {1}?", "does the picture show {1}?");
    private static final int STRANGERS = 3;

    @Override
    public void collect(Scene scene, SplitMix64 random, Consumer<Candidate> candidates) {
        String all = Integer.toString(scene.objects().size());
        candidates.accept(candidate(QuestionType.COUNT, COUNT, Phrase.ANYTHING, all, false));
        for (Phrase phrase : phrases(scene, random)) {
            int count = scene.count(phrase);
            boolean withheld = phrase.isWithheld()
                    || scene.objects().stream().anyMatch(object -> object.isWithheld() && phrase.fits(object));
            String number = Integer.toString(count);
            candidates.accept(candidate(QuestionType.COUNT, COUNT, phrase, number, withheld));
            String any = count > 0 ? "yes" : "no";
            candidates.accept(candidate(QuestionType.EXISTENCE, EXISTENCE, phrase, any, withheld));
        }
    }

    /**
     * Kinds that are there, kinds that would be if the attributes of two objects were exchanged, so that seeing a colour and
     * a shape somewhere does not tell whether they are of one object, and kinds out of nowhere.
     */
    private static Set<Phrase> phrases(Scene scene, SplitMix64 random) {
        Set<Phrase> phrases = new LinkedHashSet<>();
        List<SceneObject> objects = scene.objects();
        for (SceneObject object : objects) {
            ObjectAttribute.CHOICES.forEach(told -> phrases.add(Phrase.of(object, told)));
            SceneObject other = objects.get(random.below(objects.size()));
            phrases.add(Phrase.of(other.colour(), object.shape()));
            phrases.add(new Phrase(Optional.of(other.size()), Optional.empty(), Optional.of(object.shape())));
            phrases.add(new Phrase(Optional.of(other.size()), Optional.of(object.colour()), Optional.empty()));
            phrases.add(
                    new Phrase(Optional.of(other.size()), Optional.of(object.colour()), Optional.of(object.shape())));
        }
        for (int i = 0; i < STRANGERS; i++) {
            ObjectShape shape = ObjectShape.values()[random.below(ObjectShape.values().length)];
            Colour colour = Colour.values()[random.below(Colour.values().length)];
            ObjectSize size = ObjectSize.values()[random.below(ObjectSize.values().length)];
            phrases.add(Phrase.of(shape));
            phrases.add(Phrase.of(colour));
            phrases.add(Phrase.of(colour, shape));
            phrases.add(new Phrase(Optional.of(size), Optional.empty(), Optional.empty()));
        }
        return phrases;
    }

    private static Candidate candidate(
            QuestionType type, Wording wording, Phrase phrase, String answer, boolean withheld) {
        Set<Fact> needs = phrase.tellsSize() ? EnumSet.of(Fact.SIZE) : EnumSet.noneOf(Fact.class);
        return new Candidate(
                type,
                type + " of " + phrase.form(),
                type + " of " + phrase,
                wording,
                List.of(phrase.plural(), phrase.indefinite()),
                answer,
                needs,
                withheld);
    }
}
