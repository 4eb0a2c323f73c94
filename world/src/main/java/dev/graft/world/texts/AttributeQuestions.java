package dev.graft.world.texts;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.world.scene.ObjectAttribute;
import dev.graft.world.scene.Scene;
import dev.graft.world.scene.SceneObject;
import dev.graft.world.scene.Wording;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Asks for the colour, shape, size and place of single objects. */
final class AttributeQuestions implements QuestionFamily {
    private static final Wording COLOR =
            Wording.of("what color is {0}?", "what is the color of {0}?", "which color does {0} have?");
    private static final Wording SHAPE =
            Wording.of("what shape is {0}?", "what is the shape of {0}?", "which shape does {0} have?");
    private static final Wording SIZE = Wording.of("what size is {0}?", "how big is {0}?", "is {0} small or large?");
    private static final Wording PLACE =
            Wording.of("where is {0}?", "where in the picture is {0}?", "in which part of the picture is {0}?");

    @Override
    public void collect(Scene scene, SplitMix64 random, Consumer<Candidate> candidates) {
        for (SceneObject object : scene.objects()) {
            for (ReferringExpression reference :
                    ReferringExpression.byLookOrPlace(scene, object, Set.of(ObjectAttribute.COLOUR))) {
                candidates.accept(candidate(
                        QuestionType.COLOR, COLOR, reference, object.colour().toString()));
            }
            for (ReferringExpression reference :
                    ReferringExpression.byLookOrPlace(scene, object, Set.of(ObjectAttribute.SHAPE))) {
                candidates.accept(candidate(
                        QuestionType.SHAPE, SHAPE, reference, object.shape().toString()));
            }
            for (ReferringExpression reference :
                    ReferringExpression.byLookOrPlace(scene, object, Set.of(ObjectAttribute.SIZE))) {
                candidates.accept(candidate(
                        QuestionType.SIZE, SIZE, reference, object.size().toString()));
            }
            for (ReferringExpression reference : ReferringExpression.byLook(scene, object, Set.of())) {
                candidates.accept(candidate(
                        QuestionType.PLACE, PLACE, reference, object.place().toString()));
            }
        }
    }

    private static Candidate candidate(
            QuestionType type, Wording wording, ReferringExpression reference, String answer) {
        Set<Fact> needs = EnumSet.copyOf(reference.needs());
        if (type == QuestionType.SIZE) {
            needs.add(Fact.SIZE);
        }
        if (type == QuestionType.PLACE) {
            needs.add(Fact.PLACE);
        }
        return new Candidate(
                type,
                type.toString(),
                type + " of " + reference.text(),
                wording,
                List.of(reference.text()),
                answer,
                needs,
                reference.object().isWithheld());
    }
}
