package dev.graft.world.texts;

import java.util.Locale;

/** The type of a question about a scene, such as colour or counting, by which reports divide the scores. */
public enum QuestionType {
    /** The colour of an object. */
    COLOR(8),
    /** The shape of an object. */
    SHAPE(6),
    /** The size of an object. */
    SIZE(2),
    /** How many there are. */
    COUNT(5),
    /** Whether there is one; yes or no. */
    EXISTENCE(2),
    /** Of two numbers, or of two objects' looks; yes or no. */
    COMPARISON(2),
    /** Whether one object is left of, right of, above or below another; yes or no. */
    RELATION(2),
    /** Which object is left of, right of, above or below another, or in a place; colour and shape. */
    OBJECT(24),
    /** Where an object is. */
    PLACE(9);

    private final String word = name().toLowerCase(Locale.ROOT);
    private final int answers;

    /** @param answers how many answers are to be equally frequent */
    QuestionType(int answers) {
        this.answers = answers;
    }

    public int answers() {
        return answers;
    }

    /** The value of {@code question_type} in the files. */
    @Override
    public String toString() {
        return word;
    }
}
