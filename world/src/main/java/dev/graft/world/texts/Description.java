package dev.graft.world.texts;

import java.util.Set;

/**
 * A scene in words.
 *
 * @param tells what of the objects it tells beyond shape and colour
 */
public record Description(String text, Set<Fact> tells) {
    /** Whether a reader of it can answer. */
    public boolean answers(Candidate question) {
        return tells.containsAll(question.needs());
    }
}
