package dev.graft.tensors;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AbsurdSizesTest {
    @Test
    void aProductThatIsNoSizeIsRefused() {
        assertEquals(Integer.MAX_VALUE, Sizes.product(Integer.MAX_VALUE, 1));
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> Sizes.product(1 << 16, 1 << 15));
        assertTrue(refused.getMessage().contains("2147483648"), refused.getMessage());
    }

    @Test
    void elementsOfAnyShapeAreCounted() {
        assertEquals(6, Sizes.elements(2, 3));
        assertEquals(1, Sizes.elements());
        assertEquals(Math.pow(2, 124), Sizes.elements(1L << 62, 1L << 62));
    }

    @Test
    void whatIsLargerThanTheMemoryIsRefused() {
        double most = Runtime.getRuntime().maxMemory();
        assertDoesNotThrow(() -> Sizes.requireMemory("weights", most, "take fewer"));
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> Sizes.requireMemory("weights", most * 2, "take fewer"));
        assertTrue(refused.getMessage().startsWith("weights take at least "), refused.getMessage());
        assertTrue(refused.getMessage().contains("; take fewer, or "), refused.getMessage());
    }

    /** The number of elements of such a tensor does not fit into 64 bits either. */
    @Test
    void aTensorOfAnyShapeIsRefusedInTheSameWords() {
        for (long side : new long[] {1L << 16, 1L << 40}) {
            InvalidInputException refused =
                    assertThrows(InvalidInputException.class, () -> Tensor.allocate(ElementType.FLOAT, side, side));
            assertTrue(refused.getMessage().contains("the most that one tensor holds"), refused.getMessage());
        }
    }
}
