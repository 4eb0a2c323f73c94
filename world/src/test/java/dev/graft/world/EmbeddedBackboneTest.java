package dev.graft.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.models.source.Reference;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.FileHash;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddedBackboneTest {
    @TempDir
    private Path cache;

    @ParameterizedTest
    @EnumSource
    void isUnpackedOnceWhoeverAsks(EmbeddedBackbone backbone) throws IOException {
        List<Path> folders = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> backbone.unpack(cache))
                .distinct()
                .toList();
        assertEquals(1, folders.size());
        Path model = folders.get(0).resolve("onnx/model.onnx");
        assertTrue(Files.size(model) > 1 << 20);
        assertEquals(backbone.toString(), folders.get(0).getFileName().toString());
        String hash = FileHash.sha256(model);
        Path again = Reference.parse("builtin:" + backbone).locate(cache, message -> {});
        assertEquals(hash, FileHash.sha256(again.resolve("onnx/model.onnx")));
        try (Stream<Path> left = Files.walk(cache)) {
            assertEquals(
                    0, left.filter(file -> file.toString().endsWith(".tmp")).count());
        }
    }

    /** But for what tells how it was made. */
    @ParameterizedTest
    @EnumSource
    void isUnpackedWhole(EmbeddedBackbone backbone) throws IOException, URISyntaxException {
        Path carried = Path.of(
                EmbeddedBackbone.class.getResource("backbones/" + backbone).toURI());
        Set<String> expected = files(carried);
        expected.removeAll(List.of("training_log.jsonl", "evaluation.json"));
        assertEquals(expected, files(backbone.unpack(cache)));
    }

    private static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .collect(Collectors.toSet());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDamagedIsMadeAnewWithAWord(EmbeddedBackbone backbone) throws IOException {
        Path model = backbone.unpack(cache).resolve("onnx/model.onnx");
        String hash = FileHash.sha256(model);
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length / 2] ^= 1;
        Files.write(model, bytes);
        List<String> messages = new ArrayList<>();
        assertEquals(model, backbone.unpack(cache, messages::add).resolve("onnx/model.onnx"));
        assertEquals(hash, FileHash.sha256(model));
        assertEquals(1, messages.size());
        assertTrue(messages.get(0).contains("'onnx/model.onnx' is not as it was written"), messages.get(0));
        Files.delete(model);
        backbone.unpack(cache, messages::add);
        assertEquals(hash, FileHash.sha256(model));
        assertEquals(2, messages.size());
    }

    @Test
    void togetherTheyAreSmall() throws IOException {
        long bytes = 0;
        for (EmbeddedBackbone backbone : EmbeddedBackbone.values()) {
            try (Stream<Path> files = Files.walk(backbone.unpack(cache))) {
                bytes += files.filter(Files::isRegularFile)
                        .mapToLong(file -> file.toFile().length())
                        .sum();
            }
        }
        assertTrue(bytes < 30_000_000, "bytes in the jar, and in everybody's clone: " + bytes);
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatThereAre() {
        IllegalArgumentException refused =
                assertThrows(InvalidInputException.class, () -> Reference.parse("builtin:shapes-vison"));
        assertTrue(refused.getMessage().startsWith("[builtin:shapes-vison]"), refused.getMessage());
        assertTrue(refused.getMessage().contains("builtin:shapes-vision"), refused.getMessage());
        assertTrue(refused.getMessage().contains("builtin:shapes/test/questions.jsonl"), refused.getMessage());
    }
}
