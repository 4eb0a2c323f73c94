package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;

/**
 * How much a template may still do, so that one that is broken or hostile ends soon and in little memory. A step, a character
 * that is made or looked at and an item of a list cost one each. Not for several threads.
 */
public final class Budget {
    /** What the templates of published models take for a conversation is a hundredth of it. */
    private static final long BASE = 1L << 22;
    /** A template may look at each character that it is given so often. */
    private static final long FOR_EACH_CHARACTER = 64;
    /** How deep macros may call macros. */
    private static final int CALLS = 100;

    private long left;
    private int calls;

    Budget(long left) {
        this.left = left;
    }

    /** Enough for any genuine template that is given texts of so many characters in all. */
    public static Budget forTexts(long characters) {
        return new Budget(BASE + FOR_EACH_CHARACTER * characters);
    }

    /**
     * Takes some of it.
     *
     * @throws InvalidInputException if there is no more
     */
    public void spend(long work) {
        if (work > left) {
            left = 0;
            throw new InvalidInputException(
                    "the template does more than any prompt needs: too many rounds, or too long texts");
        }
        left -= work;
    }

    /** Takes what it costs to look at values. */
    public void spendOn(Object... values) {
        long work = 1;
        for (Object value : values) {
            work += Values.weight(value);
        }
        spend(work);
    }

    /** Takes {@code each} so many times, where the product may be larger than any number. */
    void spendTimes(long each, long times) {
        spend(each == 0 || times <= Long.MAX_VALUE / each ? each * times : Long.MAX_VALUE);
    }

    /** A macro begins. */
    public void enter(String macro) {
        calls++;
        if (calls > CALLS) {
            throw new InvalidInputException(
                    "the macro '" + macro + "' calls itself more than " + CALLS + " times deep");
        }
    }

    /** A macro has ended. */
    public void leave() {
        calls--;
    }
}
