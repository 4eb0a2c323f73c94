package dev.graft.models.jinja;

/** {@code break} and {@code continue} on their way to the loop that they are in. */
final class LoopSignal extends RuntimeException {
    private static final long serialVersionUID = 1;

    static final LoopSignal BREAK = new LoopSignal("break");
    static final LoopSignal CONTINUE = new LoopSignal("continue");

    private LoopSignal(String name) {
        super(name, null, false, false);
    }
}
