package dev.graft.tensors;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.testsupport.fuzz.Fuzzer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fuzzer that finds nothing in a faulty reader would be worth nothing. */
class FuzzerTest {
    private static Fuzzer fuzzer(Fuzzer.Reader reader) {
        return new Fuzzer("fuzzer-test", List.of(ModelFileException.class), reader)
                .seed("{\"length\": 12, \"type\": \"F32\"}".getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(String message) {
        throw new ModelFileException(message);
    }

    @Test
    void findsWhatIsNoRefusal() {
        AssertionError found = assertThrows(
                AssertionError.class,
                () -> fuzzer(input -> {
                            String text = new String(input, StandardCharsets.UTF_8);
                            // Two refusals deep: found by damaging what came further than others.
                            if (!text.contains("\"length\": -1")) {
                                refuse("no length");
                            }
                            if (text.contains("\"F32\"")) {
                                refuse("no type");
                            }
                            Integer.parseInt("x");
                        })
                        .run());
        assertTrue(found.getMessage().contains("NumberFormatException"), found.getMessage());
    }

    @Test
    void findsRefusalsThatSayNothing() {
        assertThrows(AssertionError.class, () -> fuzzer(input -> refuse("")).run());
    }

    @Test
    void findsWhatTakesTooMuchMemory() {
        AssertionError found = assertThrows(
                AssertionError.class,
                () -> fuzzer(input -> {
                            if (input.length > 60) {
                                assertTrue(new long[100_000_000].length > input.length);
                            }
                        })
                        .run());
        assertTrue(found.getMessage().contains("MiB"), found.getMessage());
    }
}
