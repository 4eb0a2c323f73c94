package dev.graft.graph.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenPartsTest {
    private final List<String> closed = new ArrayList<>();

    private AutoCloseable part(String name) {
        return () -> closed.add(name);
    }

    @Test
    void partsWithoutOwnerAreClosedLastFirst() {
        try (OpenParts parts = new OpenParts()) {
            parts.add(part("first"));
            parts.add(part("second"));
        }
        assertEquals(List.of("second", "first"), closed);
    }

    @Test
    void aPartThatFailsDoesNotKeepOthersOpen() {
        OpenParts parts = new OpenParts();
        parts.add(part("first"));
        parts.add(() -> {
            throw new IllegalArgumentException("stuck");
        });
        parts.add(part("third"));
        String message = assertThrows(IllegalStateException.class, parts::close).getMessage();
        assertTrue(message.contains("stuck"), message);
        assertEquals(List.of("third", "first"), closed);
    }

    @Test
    void partsHandedOverStayOpen() {
        try (OpenParts parts = new OpenParts()) {
            parts.add(part("first"));
            assertEquals("owner", parts.handOver("owner"));
        }
        assertEquals(List.of(), closed);
    }
}
