package dev.graft.models.world;

import java.util.Set;

/**
 * A scene in words.
 *
 * @param tells what of the objects it tells beyond shape and colour
 */
record Description(String text, Set<Fact> tells) {
    /** Whether a reader of it can answer. */
    boolean answers(Candidate question) {
        return tells.containsAll(question.needs());
    }
}
