package dev.graft.world.texts;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.world.scene.Direction;
import dev.graft.world.scene.Phrase;
import dev.graft.world.scene.Scene;
import dev.graft.world.scene.SceneObject;
import dev.graft.world.scene.Wording;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Asks how objects lie to each other, and what is in a place. Nothing is asked about two centres that lie nearly level along
 * the axis in question.
 */
final class RelationQuestions implements QuestionFamily {
    private static final Wording CONTENT = Wording.of("what is {0}?", "which object is {0}?");

    @Override
    public void collect(Scene scene, SplitMix64 random, Consumer<Candidate> candidates) {
        List<List<ReferringExpression>> references = ReferringExpression.toAll(scene, Set.of());
        for (List<ReferringExpression> from : references) {
            for (ReferringExpression reference : from) {
                for (Direction direction : Direction.values()) {
                    relations(scene, reference, direction, references, random, candidates);
                    neighbour(scene, reference, direction, candidates);
                }
            }
        }
        scene.objects().stream()
                .filter(scene::isAlone)
                .map(RelationQuestions::content)
                .forEach(candidates);
    }

    private static void relations(
            Scene scene,
            ReferringExpression from,
            Direction direction,
            List<List<ReferringExpression>> references,
            SplitMix64 random,
            Consumer<Candidate> candidates) {
        for (List<ReferringExpression> all : references) {
            if (all.isEmpty() || all.get(0).object().equals(from.object())) {
                continue;
            }
            ReferringExpression reference = all.get(random.below(all.size()));
            double distance = direction.distance(reference.object(), from.object());
            if (Math.abs(distance) < scene.apart()) {
                continue;
            }
            Set<Fact> needs = EnumSet.of(Fact.PLACE);
            needs.addAll(from.needs());
            needs.addAll(reference.needs());
            candidates.accept(new Candidate(
                    QuestionType.RELATION,
                    direction.name(),
                    direction + " " + reference.text() + " " + from.text(),
                    direction.whether(),
                    List.of(reference.text(), from.text()),
                    distance > 0 ? "yes" : "no",
                    needs,
                    reference.object().isWithheld() || from.object().isWithheld()));
        }
    }

    /** Only where exactly one object lies there, and every other one clearly does not. */
    private static void neighbour(
            Scene scene, ReferringExpression from, Direction direction, Consumer<Candidate> candidates) {
        SceneObject found = null;
        for (SceneObject object : scene.objects()) {
            if (object.equals(from.object())) {
                continue;
            }
            double distance = direction.distance(object, from.object());
            if (Math.abs(distance) < scene.apart() || distance > 0 && found != null) {
                return;
            }
            found = distance > 0 ? object : found;
        }
        if (found == null) {
            return;
        }
        Set<Fact> needs = EnumSet.of(Fact.PLACE);
        needs.addAll(from.needs());
        candidates.accept(new Candidate(
                QuestionType.OBJECT,
                "object " + direction,
                direction + " " + from.text(),
                direction.what(),
                List.of(from.text()),
                name(found),
                needs,
                found.isWithheld() || from.object().isWithheld()));
    }

    private static Candidate content(SceneObject object) {
        String phrase = object.place().phrase();
        return new Candidate(
                QuestionType.OBJECT,
                "object in place",
                "object " + phrase,
                CONTENT,
                List.of(phrase),
                name(object),
                EnumSet.of(Fact.PLACE),
                object.isWithheld());
    }

    private static String name(SceneObject object) {
        return Phrase.of(object.colour(), object.shape()).toString();
    }
}
