package dev.graft.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RangeTest {
    @Test
    void boundsBelongToItOrNot() {
        assertFalse(Range.POSITIVE.contains(0));
        assertTrue(Range.NOT_NEGATIVE.contains(0));
        assertFalse(Range.BELOW_ONE.contains(1));
        assertTrue(Range.FRACTION.contains(1));
        assertTrue(Range.POSITIVE_FRACTION.contains(1));
        assertFalse(Range.POSITIVE_FRACTION.contains(0));
        assertFalse(Range.INSIDE_ONE.contains(1));
        assertFalse(Range.ANY.contains(Double.NaN));
        assertFalse(Range.ANY.contains(Double.POSITIVE_INFINITY));
    }

    @Test
    void itIsSaidInWords() {
        assertEquals("a number", Range.ANY.toString());
        assertEquals("positive", Range.POSITIVE.toString());
        assertEquals("0 or more", Range.NOT_NEGATIVE.toString());
        assertEquals("at least 0 and below 1", Range.BELOW_ONE.toString());
        assertEquals("at least 0 and at most 1", Range.FRACTION.toString());
        assertEquals("above 0 and at most 1", Range.POSITIVE_FRACTION.toString());
        assertEquals("between 0 and 1", Range.INSIDE_ONE.toString());
    }

    @Test
    void aNumberOutsideIsRefused() {
        InvalidInputException error =
                assertThrows(InvalidInputException.class, () -> Range.POSITIVE.require("'layers'", 0));
        assertEquals("'layers' must be positive, found 0", error.getMessage());
        Range.POSITIVE.require("'layers'", 1);
    }
}
