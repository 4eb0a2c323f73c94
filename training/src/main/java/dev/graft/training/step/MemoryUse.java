package dev.graft.training.step;

import dev.graft.graph.autodiff.Recomputation;
import dev.graft.graph.runtime.SessionConfig;
import java.util.Locale;

/** How much memory a training may take for speed. */
public enum MemoryUse {
    /** Weights are copied into a faster layout, once for each direction, and what computes a loss alone stays open. */
    ORDINARY,
    /** Weights of single precision stay where they are mapped, and either steps or a validation are open, not both. */
    LOW;

    /** Sessions of steps under this; integers are always copied, since products with them take twice as long otherwise. */
    public SessionConfig of(SessionConfig session) {
        return this == LOW && !session.precision().isRounded() ? session.withPrepack(false) : session;
    }

    /** What the backward pass of steps computes a second time; products with rounded matrices not, which would be copied for it. */
    Recomputation recomputation(SessionConfig session) {
        return this == ORDINARY
                ? Recomputation.ATTENTION
                : session.precision().isRounded() ? Recomputation.CHEAP : Recomputation.ALL;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
