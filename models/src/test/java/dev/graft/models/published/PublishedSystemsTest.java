package dev.graft.models.published;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.published.systems.Llava;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedSystemsTest {
    private static PublishedSystem of(String type) {
        return new PublishedSystem() {
            @Override
            public List<String> modelTypes() {
                return List.of(type);
            }

            @Override
            public PublishedModel read(Checkpoint checkpoint) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Test
    void aStrangersSystemGoesBeforeARefusal() {
        String refused = new RefusedSystems().modelTypes().get(0);
        PublishedSystem stranger = of(refused);
        assertSame(
                stranger,
                PublishedSystems.byType(List.of(new RefusedSystems(), stranger)).get(refused));
        assertSame(
                stranger,
                PublishedSystems.byType(List.of(stranger, new RefusedSystems())).get(refused));
    }

    @Test
    void twoSystemsOfOneTypeAreRefused() {
        String message = assertThrows(
                        InvalidInputException.class, () -> PublishedSystems.byType(List.of(new Llava(), of("llava"))))
                .getMessage();
        assertTrue(message.startsWith("two systems on the class path read models of type 'llava': "), message);
        assertTrue(message.contains(Llava.class.getName()), message);
    }
}
