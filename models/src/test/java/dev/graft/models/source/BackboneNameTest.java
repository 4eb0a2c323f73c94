package dev.graft.models.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackboneNameTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "models/qwen:q4, models/qwen, q4",
        "C:\\models\\qwen:q4f16, C:\\models\\qwen, q4f16",
        "C:/models/qwen:qint8_avx512, C:/models/qwen, qint8_avx512",
        "qwen:2.5:fp16, qwen:2.5, fp16",
        "attic:box:q4, attic:box, q4"
    })
    void aSuffixStandsBehindTheLastColon(String text, String reference, String variant) {
        BackboneName name = BackboneName.parse(text);
        assertEquals(reference, name.reference().toString());
        assertEquals(variant, name.variant());
        assertEquals(text, name.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"C:\\models\\qwen", "C:/models/qwen", "c:qwen", "models/qwen", "a:b/c", "attic:box", "a:", "x:q4"
            })
    void otherColonsAreOfTheNameItself(String text) {
        BackboneName name = BackboneName.parse(text);
        assertEquals(text, name.reference().toString());
        assertEquals("", name.variant());
    }

    @Test
    void aFolderOfTheWholeNameComesFirst() throws IOException {
        Path literal = Files.createDirectories(folder.resolve("qwen:q4"));
        Path other = Files.createDirectories(folder.resolve("other"));
        assertEquals(BackbonePlace.of(literal), located(literal.toString()));
        assertEquals(
                BackbonePlace.of(literal),
                BackboneName.parse("qwen:q4").from(folder).locate(message -> {}));
        assertEquals(BackbonePlace.of(other).withVariant("q4"), located(other + ":q4"));
        assertEquals(BackbonePlace.of(literal).withVariant("fp16"), located(literal + ":fp16"));
    }

    @Test
    void aFileIsOfTheFolderWithItsConfiguration() throws IOException {
        Path onnx = Files.createDirectories(folder.resolve("onnx"));
        Files.writeString(folder.resolve("config.json"), "{}");
        Path file = Files.createFile(onnx.resolve("model_q4.onnx"));
        BackbonePlace expected = new BackbonePlace(folder, Optional.of(Path.of("onnx", "model_q4.onnx")), "");
        assertEquals(expected, located(file.toString()));
        String message = assertThrows(InvalidInputException.class, () -> located(file + ":q4"))
                .getMessage();
        assertTrue(message.contains("is a file") && message.contains("leave out ':q4'"), message);
    }

    @Test
    void aFolderThatIsNotThereIsNamedWithWhatWasMeant() {
        String message = assertThrows(ModelFileException.class, () -> located(folder.resolve("none") + ":q4"))
                .getMessage();
        assertTrue(message.contains("no such model folder") && message.contains("suffix 'q4'"), message);
    }

    private static BackbonePlace located(String text) {
        return BackboneName.parse(text).locate(message -> {});
    }
}
