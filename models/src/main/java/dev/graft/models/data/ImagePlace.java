package dev.graft.models.data;

/**
 * Where in a conversation the image stands.
 *
 * @param turn index of the question that holds the image: 0 is the first of the conversation
 * @param offset characters of that question before the image
 */
public record ImagePlace(int turn, int offset) {
    /** Before everything else, where nearly all data sets and systems put it. */
    public static final ImagePlace FRONT = new ImagePlace(0, 0);

    public ImagePlace {
        if (turn < 0 || offset < 0) {
            throw new IllegalArgumentException("turn and offset must not be negative: " + turn + ", " + offset);
        }
    }
}
