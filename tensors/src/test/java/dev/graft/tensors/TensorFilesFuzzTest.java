package dev.graft.tensors;

import dev.graft.tensors.pytorch.PyTorchFile;
import dev.graft.tensors.safetensors.CheckedSafetensors;
import dev.graft.tensors.safetensors.SafetensorsFile;
import dev.graft.tensors.weights.WeightFiles;
import dev.graft.testsupport.fuzz.Fuzzer;
import dev.graft.testsupport.memory.MemoryFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

class TensorFilesFuzzTest {
    private static final List<Class<? extends Throwable>> REFUSALS = List.of(ModelFileException.class);
    private static final Path RESOURCES = Path.of("src/test/resources/dev/graft/tensors");
    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final String[] WORDS = {
        "__metadata__", "dtype", "shape", "data_offsets", "F32", "BF16", "I64", "F8_E4M3", "crc32c", "[0,0]", "[]"
    };

    @Test
    void safetensorsFiles() throws Exception {
        MemoryFolder files = new MemoryFolder();
        new Fuzzer("safetensors", REFUSALS, input -> {
                    Path file = files.of("x.safetensors", input);
                    readAll(SafetensorsFile.open(file));
                    CheckedSafetensors.read(file, "make it anew");
                })
                .seed(RESOURCES.resolve("safetensors/all-types.safetensors"))
                .seed(RESOURCES.resolve("pytorch/types.safetensors"))
                .words(WORDS)
                .run();
    }

    @Test
    void pyTorchFiles() throws Exception {
        MemoryFolder files = new MemoryFolder();
        Fuzzer fuzzer = new Fuzzer("pytorch", REFUSALS, input -> {
            readAll(PyTorchFile.open(files.of("x.pt", input)));
        });
        for (String name : List.of("types", "views", "checkpoint", "expanded", "protocol4", "protocol5", "object")) {
            fuzzer.seed(RESOURCES.resolve("pytorch/" + name + ".pt"));
        }
        fuzzer.words(
                        "collections OrderedDict\n",
                        "torch._utils _rebuild_tensor_v2\n",
                        "PK\3\4",
                        "PK\1\2",
                        "PK\5\6",
                        "PK\6\6",
                        "data.pkl",
                        "storage",
                        "FloatStorage",
                        "q\0",
                        "\u0080\2",
                        "archive/data/0")
                .run();
    }

    /** The program of a file in an archive that is whole, as checksums would stop all others before. */
    @Test
    void picklesInWholeArchives() throws Exception {
        Map<String, byte[]> entries = entries(RESOURCES.resolve("pytorch/views.pt"));
        String program = entries.keySet().stream()
                .filter(name -> name.endsWith("data.pkl"))
                .findFirst()
                .orElseThrow();
        MemoryFolder files = new MemoryFolder();
        new Fuzzer("pickle", REFUSALS, input -> {
                    entries.put(program, input);
                    readAll(PyTorchFile.open(files.of("x.pt", archive(entries))));
                })
                .seed(entries.get(program))
                .seed(entries(RESOURCES.resolve("pytorch/protocol4.pt")).get("protocol4/data.pkl"))
                .seed(entries(RESOURCES.resolve("pytorch/protocol5.pt")).get("protocol5/data.pkl"))
                .words(
                        "ccollections\nOrderedDict\n",
                        "ctorch._utils\n_rebuild_tensor_v2\n",
                        "storage",
                        "}",
                        "(",
                        "t",
                        "R",
                        "s",
                        "u",
                        "h\0",
                        "q\0",
                        "K\1",
                        "M\1\1",
                        "\u008a\1\1",
                        "]",
                        "e",
                        ".",
                        "\u0085",
                        "\u0086",
                        "Q")
                .run();
    }

    /** Which tensor is in which file, for weights in several. */
    @Test
    void indices() throws Exception {
        MemoryFolder files = new MemoryFolder();
        files.of("a.safetensors", Files.readAllBytes(RESOURCES.resolve("pytorch/types.safetensors")));
        new Fuzzer(
                        "weights-index",
                        REFUSALS,
                        input -> readAll(WeightFiles.open(files.of("model.safetensors.index.json", input))))
                .seed("""
                        {"metadata": {"total_size": 4}, "weight_map": {"float32": "a.safetensors", "float64": "a.safetensors"}}
                        """.getBytes(StandardCharsets.UTF_8))
                .words("weight_map", "b.safetensors", "a.bin", "float16", "..")
                .run();
    }

    private static Map<String, byte[]> entries(Path file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    /** A zip file whose checksums of 0 stand for none. */
    private static byte[] archive(Map<String, byte[]> entries) {
        int size = END_BYTES;
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            size += LOCAL_BYTES + CENTRAL_BYTES + 2 * entry.getKey().length() + entry.getValue().length;
        }
        ByteBuffer zip = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer directory = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        entries.forEach((name, content) -> {
            byte[] letters = name.getBytes(StandardCharsets.US_ASCII);
            int at = directory.position();
            directory.putInt(at, 0x02014b50).putInt(at + 20, content.length).putInt(at + 24, content.length);
            directory.putShort(at + 28, (short) letters.length).putInt(at + 42, zip.position());
            directory.position(at + CENTRAL_BYTES).put(letters);
            int begin = zip.position();
            zip.putInt(begin, 0x04034b50).putShort(begin + 26, (short) letters.length);
            zip.position(begin + LOCAL_BYTES).put(letters).put(content);
        });
        int begin = zip.position();
        int end = zip.put(directory.flip()).position();
        return zip.putInt(end, 0x06054b50)
                .putInt(end + 12, end - begin)
                .putInt(end + 16, begin)
                .array();
    }

    private static void readAll(TensorSource source) {
        source.names().forEach(source::tensor);
    }
}
