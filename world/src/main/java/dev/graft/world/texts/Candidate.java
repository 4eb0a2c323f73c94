package dev.graft.world.texts;

import dev.graft.models.data.sampling.SplitMix64;
import dev.graft.world.scene.Wording;
import java.util.List;
import java.util.Set;

/**
 * A question that could be asked about a scene, and has one right answer.
 *
 * @param form what candidates of one kind share, such as {@code existence of color shape}
 * @param key the question whatever its wording
 * @param wording ways to ask it
 * @param names what the wording is about
 * @param needs what a description must tell for the answer to be known from it
 * @param withheld whether it is about a pair of shape and colour that training images never show
 */
public record Candidate(
        QuestionType type,
        String form,
        String key,
        Wording wording,
        List<String> names,
        String answer,
        Set<Fact> needs,
        boolean withheld) {

    Question ask(SplitMix64 random) {
        return new Question(type, wording.draw(random, names), answer);
    }
}
