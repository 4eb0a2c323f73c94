package dev.graft.tensors.gguf;

import java.util.List;

/** A value of the metadata of a GGUF file, of one of the types that the format has and that files for vision models need. */
public sealed interface GgufValue {
    /** A text. */
    record Text(String value) implements GgufValue {}

    /** True or false. */
    record Flag(boolean value) implements GgufValue {}

    /** A whole number from 0 to 2^32 - 1. */
    record Count(long value) implements GgufValue {
        public Count {
            if (value < 0 || value > 0xffffffffL) {
                throw new IllegalArgumentException("expected a number of 32 bits without sign, found " + value);
            }
        }
    }

    /** A real number of 32 bits. */
    record Real(float value) implements GgufValue {}

    /** Real numbers of 32 bits. */
    record Reals(List<Float> values) implements GgufValue {
        public Reals {
            values = List.copyOf(values);
        }
    }

    /** Whole numbers of 32 bits with sign. */
    record Integers(List<Integer> values) implements GgufValue {
        public Integers {
            values = List.copyOf(values);
        }
    }
}
