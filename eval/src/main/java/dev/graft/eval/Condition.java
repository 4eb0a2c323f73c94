package dev.graft.eval;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The condition under which a model answers: with the question's own image, with none in particular, with another's.
 */
public enum Condition {
    /** The image that the question is about. */
    IMAGES("images", "the image that the question is about"),

    /**
     * No particular image: in place of each visual token stands the mean of that token over all images of the evaluation.
     * The prompt keeps the form that the model was trained on, and tells nothing of the image asked about. Without any
     * visual tokens ({@link #TEXT_ONLY}) a model that learnt to answer after an image often says nothing useful, which
     * would say little about what the answers owe to the image.
     */
    BLIND("blind", "the mean visual tokens of all images, so no particular one"),

    /** The image of another sample, as {@link ShuffledImages} chooses it. */
    SHUFFLED("shuffled", "the image of another question"),

    /** The question without any visual token, in a prompt of another form than the model was trained on. */
    TEXT_ONLY("text_only", "no image and no visual tokens");

    /** The result and its two controls, which every report should have. */
    public static final Set<Condition> CONTROLLED = Collections.unmodifiableSet(EnumSet.of(IMAGES, BLIND, SHUFFLED));

    private final String id;
    private final String description;

    Condition(String id, String description) {
        this.id = id;
        this.description = description;
    }

    /** The name in reports. */
    public String id() {
        return id;
    }

    /** What the model sees, in a few words. */
    public String description() {
        return description;
    }
}
