package dev.graft.eval;

/** What a model sees while it answers. */
public enum Condition {
    /** The image that the question is about. */
    IMAGES("images"),
    /** No image at all. */
    BLIND("blind"),
    /** The image of another sample, as {@link ShuffledImages} chooses it. */
    SHUFFLED("shuffled");

    private final String id;

    Condition(String id) {
        this.id = id;
    }

    /** The name in reports. */
    public String id() {
        return id;
    }
}
