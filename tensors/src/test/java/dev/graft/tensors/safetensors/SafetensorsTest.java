package dev.graft.tensors.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    /** Written by the reference implementation: every type it shares with ONNX, scalars, empty tensors, odd names. */
    @Test
    void everyTypeComesOutByteForByte() throws IOException {
        Path original = folder.resolve("all-types.safetensors");
        try (InputStream resource = getClass().getResourceAsStream("all-types.safetensors")) {
            Files.copy(resource, original);
        }
        SafetensorsFile file = Safetensors.open(original);
        assertEquals(3 * 18 + 5, file.names().size());
        assertEquals(Map.of("format", "pt"), file.metadata());
        assertArrayEquals(new float[] {0, 1, 1}, file.tensor("vector.F32").toFloatArray());
        assertArrayEquals(new long[] {0, 1, 1}, file.tensor("vector.I64").toLongArray());
        assertArrayEquals(new long[] {2, 0, 3}, file.tensor("empty.BF16").shape());
        assertEquals(0, file.tensor("scalar.F64").rank());
        assertEquals(1.0, file.tensor("scalar.F64").bytes().getDouble());
        assertEquals(0x3c00, file.tensor("scalar.F16").bytes().getShort());
        assertEquals(0x3f80, file.tensor("scalar.BF16").bytes().getShort());
        assertEquals(ElementType.BOOL, file.tensor("scalar.BOOL").type());
        assertEquals(1.5f, file.tensor("\uD83D\uDE00").floats().get());

        assertRewrittenEqual(original);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blip2-qformer/weights",
                "clipcap-transformer/weights",
                "llava-mlp/weights",
                "minigpt4-linear/weights",
                "perceiver-resampler/weights",
                "qwen-vl-resampler/weights",
                "training-trace/trace"
            })
    void filesOfTheReferenceImplementationComeOutByteForByte(String name) throws IOException {
        assertRewrittenEqual(SharedData.path("fixtures/adapters/" + name + ".safetensors"));
    }

    private void assertRewrittenEqual(Path original) throws IOException {
        SafetensorsFile file = Safetensors.open(original);
        Path rewritten = folder.resolve("rewritten.safetensors");
        Map<String, Tensor> shuffled = new TreeMap<>(Comparator.reverseOrder());
        shuffled.putAll(Safetensors.read(original));
        Safetensors.write(rewritten, shuffled, file.metadata());
        assertArrayEquals(Files.readAllBytes(original), Files.readAllBytes(rewritten));
    }

    @Test
    void anyTensorsSurviveTheRoundTrip() {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, Tensor> tensors = randomTensors(random);
            Map<String, String> metadata = new LinkedHashMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                metadata.put(randomText(random), randomText(random));
            }
            Path file = folder.resolve("random.safetensors");
            Safetensors.write(file, tensors, metadata);

            SafetensorsFile read = Safetensors.open(file);
            String where = "seed " + seed;
            assertEquals(tensors.keySet(), read.names(), where);
            assertEquals(
                    new ArrayList<>(metadata.entrySet()),
                    new ArrayList<>(read.metadata().entrySet()),
                    where);
            tensors.forEach((name, tensor) -> assertSame(tensor, read.tensor(name), where + ", tensor " + name));
        }
    }

    private static Map<String, Tensor> randomTensors(SplittableRandom random) {
        List<ElementType> types = Stream.of(ElementType.values())
                .filter(type -> type.safetensorsName() != null)
                .toList();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            long[] shape = random.longs(random.nextInt(5), 0, 5).toArray();
            Tensor tensor = Tensor.allocate(types.get(random.nextInt(types.size())), shape);
            for (ByteBuffer bytes = tensor.bytes(); bytes.hasRemaining(); ) {
                bytes.put((byte) random.nextInt());
            }
            tensors.put(randomText(random), tensor);
        }
        return tensors;
    }

    private static String randomText(SplittableRandom random) {
        return IntStream.range(0, random.nextInt(12))
                .map(i -> random.nextInt(4) == 0 ? random.nextInt(0x110000) : random.nextInt(0x80))
                .filter(point -> point < 0xD800 || point > 0xDFFF)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static void assertSame(Tensor expected, Tensor actual, String where) {
        assertEquals(expected.type(), actual.type(), where);
        assertArrayEquals(expected.shape(), actual.shape(), where);
        assertEquals(expected.bytes(), actual.bytes(), where);
    }

    @Test
    void metadataOfAnUnorderedMapAreSorted() {
        Path file = folder.resolve("metadata.safetensors");
        Map<String, String> metadata = Map.of("d", "1", "a", "2", "c", "3", "b", "4", "e", "5");
        Safetensors.write(file, Map.of(), metadata);
        assertEquals(
                List.of("a", "b", "c", "d", "e"),
                List.copyOf(Safetensors.open(file).metadata().keySet()));
    }

    @Test
    void aFileOfNothingIsValid() throws IOException {
        Path file = folder.resolve("empty.safetensors");
        Safetensors.write(file, Map.of(), Map.of());
        assertEquals("\b\0\0\0\0\0\0\0{}      ", Files.readString(file));
        assertEquals(Map.of(), Safetensors.read(file));
    }

    @Test
    void anOpenFileKeepsItsContentsWhenItIsReplaced() {
        Path file = folder.resolve("weights.safetensors");
        Safetensors.write(file, Map.of("a", Tensor.of(new float[1000], 1000)), Map.of());
        SafetensorsFile old = Safetensors.open(file);
        Safetensors.write(file, Map.of("a", Tensor.of(new float[] {1}, 1)), Map.of());
        assertArrayEquals(new float[1000], old.tensor("a").toFloatArray());
        assertArrayEquals(new float[] {1}, Safetensors.read(file).get("a").toFloatArray());
    }

    @Test
    void tensorsOfAFileAreReadOnly() {
        Path file = folder.resolve("weights.safetensors");
        Safetensors.write(file, Map.of("a", Tensor.scalar(1f)), Map.of());
        Tensor tensor = Safetensors.read(file).get("a");
        assertThrows(ReadOnlyBufferException.class, () -> tensor.floats().put(2f));
        tensor.copy().floats().put(2f);
    }

    @Test
    void aFailedWriteLeavesNothingBehind() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("taken/child")).getParent();
        InvalidInputException failure = assertThrows(
                InvalidInputException.class, () -> Safetensors.write(taken, Map.of("a", Tensor.scalar(1f)), Map.of()));
        assertTrue(failure.getMessage().startsWith("[" + taken + "] is a folder"), failure.getMessage());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(taken), left.toList());
        }
        Path absent = folder.resolve("absent/weights.safetensors");
        assertThrows(InvalidInputException.class, () -> Safetensors.write(absent, Map.of(), Map.of()));
        assertFalse(Files.exists(absent.getParent()));
    }

    @Test
    void whatTheFormatCannotHoldIsRefused() {
        Tensor one = Tensor.scalar(1f);
        assertRefused("safetensors has no dtype for INT4", Map.of("a", Tensor.allocate(ElementType.INT4, 2)), Map.of());
        assertRefused("the format uses that name itself", Map.of("__metadata__", one), Map.of());
        assertRefused("half of a surrogate pair", Map.of("\uD800", one), Map.of());
        assertRefused("half of a surrogate pair", Map.of("a", one), Map.of("key", "\uDC00"));

        String megabyte = "x".repeat(1_000_000);
        Map<String, String> tooMuch =
                IntStream.range(0, 100).boxed().collect(Collectors.toMap(Object::toString, i -> megabyte));
        assertRefused("the safetensors header would be longer than 100000000 bytes", Map.of("a", one), tooMuch);
    }

    private void assertRefused(String message, Map<String, Tensor> tensors, Map<String, String> metadata) {
        Path file = folder.resolve("refused.safetensors");
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, tensors, metadata));
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
        assertFalse(Files.exists(file));
    }

    @Test
    void aMissingTensorIsNamedWithACloseOne() {
        Path file = folder.resolve("weights.safetensors");
        Safetensors.write(file, Map.of("llama_proj.weight", Tensor.scalar(1f)), Map.of());
        SafetensorsFile opened = Safetensors.open(file);
        ModelFileException error = assertThrows(ModelFileException.class, () -> opened.tensor("lama_proj.weight"));
        assertEquals(
                "[" + file + "] has no tensor 'lama_proj.weight'; did you mean 'llama_proj.weight'?",
                error.getMessage());
    }
}
