package dev.graft.models.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    private static final Path CACHE = Path.of("/cache");

    @ParameterizedTest
    @ValueSource(
            strings = {"C:\\models\\clip", "C:/models/clip", "c:clip", "models/clip", "a:b/c", "x1:y", "Attic:box"})
    void whatHasNoSchemeOfASourceIsAPath(String text) {
        Reference reference = Reference.parse(text);
        assertEquals(new Reference.Local(Path.of(text)), reference);
        assertEquals(text, reference.toString());
        assertEquals(Path.of(text), reference.place(message -> {}));
        assertEquals(
                Path.of("/there").resolve(text),
                reference.from(Path.of("/there")).locate(CACHE, message -> {}));
    }

    @Test
    void aStrangersSourceIsAPeerOfOurs() {
        List<String> messages = new ArrayList<>();
        Reference reference = Reference.parse("attic:box/photos.jsonl");
        assertEquals("attic:box/photos.jsonl", reference.toString());
        assertEquals(reference, reference.from(Path.of("/there")));
        assertEquals(Path.of("/cache/box/photos.jsonl"), reference.locate(CACHE, messages::add));
        assertEquals(List.of("looked for box/photos.jsonl"), messages);
        assertEquals(Optional.of("attic:box"), Reference.find("box").map(Reference::toString));
        assertEquals(Optional.empty(), Reference.find("chest"));
    }

    @Test
    void aNameThatASourceHasNotIsRefusedWithThoseThatItHas() {
        String message = assertThrows(InvalidInputException.class, () -> Reference.parse("attic:boxx"))
                .getMessage();
        assertEquals("[attic:boxx] there is no such name; there is attic:box, attic:box/photos.jsonl", message);
    }

    @Test
    void whatIsBuiltInNeedsTheWorld() {
        assumeFalse(Sources.BY_SCHEME.containsKey("builtin"));
        String message = assertThrows(InvalidInputException.class, () -> Reference.parse("builtin:shapes-vision"))
                .getMessage();
        assertTrue(message.contains("add graft-world"), message);
    }
}
