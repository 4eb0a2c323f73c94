package dev.graft.world.texts;

import java.util.Set;

/**
 * A description of a scene in words, and how much of it is told.
 *
 * @param tells what of the objects it tells beyond shape and colour
 */
public record Description(String text, Set<Fact> tells) {
    /** Whether a reader of it can answer. */
    public boolean answers(Candidate question) {
        return tells.containsAll(question.needs());
    }
}
