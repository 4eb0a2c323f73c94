package dev.graft.tensors;

/** Whether a text of Java, which may hold anything in 16 bits, is made of letters that can be written to a file. */
public final class Letters {
    /** What a text that is not whole has, for messages, and what to do about it. */
    public static final String HALVED =
            "half of a surrogate pair, as \\ud800 alone is, which is no letter; write both halves"
                    + " of it, or take it out";

    private Letters() {}

    /** Whether no half of a surrogate pair stands alone, which UTF-8 has no bytes for. */
    public static boolean areWhole(String text) {
        return text.codePoints().noneMatch(letter -> Character.getType(letter) == Character.SURROGATE);
    }
}
