package dev.graft.models.jinja;

/** {@code break} or {@code continue} on its way to the loop that it is in. */
final class LoopSignal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean ends;

    /** @param ends whether the loop ends, rather than goes on with the next round */
    LoopSignal(boolean ends) {
        super(ends ? "break" : "continue", null, false, false);
        this.ends = ends;
    }

    boolean ends() {
        return ends;
    }
}
