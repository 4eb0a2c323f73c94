package dev.graft.training.step;

import dev.graft.graph.precision.Precision;
import java.util.Locale;

/** The precision that a run is asked for, or that it is to choose when it begins. */
public enum PrecisionChoice {
    /** {@link #FLOAT32} where the memory allows it, else {@link #INT8}. A run that has chosen has that for its setting. */
    AUTO(Precision.FLOAT32),
    FLOAT32(Precision.FLOAT32),
    INT8(Precision.INT8),
    INT8X2(Precision.INT8X2),
    INT16(Precision.INT16),
    FLOAT16(Precision.FLOAT16),
    BFLOAT16(Precision.BFLOAT16);

    private final Precision precision;

    PrecisionChoice(Precision precision) {
        this.precision = precision;
    }

    /** In what products with frozen matrices are computed, before a choice too. */
    public Precision precision() {
        return precision;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
