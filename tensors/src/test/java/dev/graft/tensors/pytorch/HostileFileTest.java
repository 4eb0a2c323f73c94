package dev.graft.tensors.pytorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to run something, to hang, or to fill the memory. */
class HostileFileTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /** Pickles in Latin-1, with {@code _} for a line feed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cos_system_(X\u0002\0\0\0lstR.    | byte 0 of its data.pkl: refers to 'os.system', which is not allowed",
                "c__builtin___eval_.               | refers to '__builtin__.eval'",
                "X\u0002\0\0\0osX\u0006\0\0\0system\u0093. | byte 18 of its data.pkl: refers to 'os.system'",
                "ctorch_load_.                     | refers to 'torch.load'",
                "ios_system_.                      | the pickle operation 0x69, which no tensor",
                "ccollections_OrderedDict_)\u0081. | the pickle operation 0x81",
                "P1_.                              | the pickle operation 0x50",
                "\u0080\u0006.                     | pickle protocol 6, the newest that is known is 5",
                ".                                 | byte 0 of its data.pkl: the operation lacks a value to work on",
                "(.                                | byte 1 of its data.pkl: the operation lacks a value to work on",
                "t.                                | the operation lacks the beginning of its list",
                "K\u0001(R.                        | the operation lacks a value",
                "h\0.                              | refers to value 0, of which there are 0",
                "K\u0001K\u0002a.                  | appends to what is no list",
                "}K\u0001a.                        | appends to what is no list",
                "]K\u0001K\u0002s.                 | sets items of what is no dictionary",
                "}(K\u0001u.                       | a key of a dictionary lacks its value",
                "}]K\u0001s.                       | a key of a dictionary that is neither text nor number",
                "]}b.                              | sets attributes of what is no dictionary",
                "K\u0001)R.                        | calls what is no function",
                "ccollections_OrderedDict_]K\u0001aR. | collections.OrderedDict does not take 1 arguments",
                "ctorch_Size_K\u0001\u0085R.       | torch.Size should have a list as argument 1",
                "K\u0001Q.                         | expected a reference to a storage",
                "X\u00ff\u00ff\u00ff\u00ffa.       | expected 4294967295 more bytes, found 2",
                "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffa. | expected 18446744073709551615 more bytes",
                "\u008a\u00ffa.                    | an integer of 255 bytes, expected at most 32",
                "\u008b\u00ff\u00ff\u00ff\u00ffa.  | an integer of -1 bytes",
                "cos                               | a name that does not end within 256 bytes",
                "X\u0001\0\0\0\u00ff.              | a text that is not valid UTF-8",
                "}                                 | expected 1 more bytes, found 0",
            })
    void brokenPickles(String pickle, String message) throws IOException {
        assertRejected(new Pickle().put(pickle.strip().replace('_', '\n').replace("\n\n", "__")), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4, 0, 5, 1          | a tensor of shape [5] and offset 0 reaches to byte 20 of storage '0', which has 16",
                "4, 1, 4, 1          | a tensor of shape [4] and offset 1 reaches to byte 20",
                "4, -1, 4, 1         | none may be negative",
                "4, 0, -4, 1         | none may be negative",
                "4, 3, 4, -1         | none may be negative",
                "4, 2147483647, 1, 1 | reaches to byte 8589934592",
                "4, 0, 2, 2147483647 | reaches to byte 8589934592",
                "8, 0, 8, 1          | a/data/0 should have 32 bytes, found 16",
                "-1, 0, 1, 1         | expected a reference to a storage",
            })
    void viewsOutsideTheirStorage(String numbers, String message) throws IOException {
        int[] n = Arrays.stream(numbers.strip().split(", "))
                .mapToInt(Integer::parseInt)
                .toArray();
        assertRejected(
                new Pickle().put("}").text("a").tensor(n[0], n[1], n[2], n[3]).put("s."), message);
    }

    @Test
    void theSameTensorInItsPlace() throws IOException {
        Path file = new Pickle().put("}").text("a").tensor(4, 0, 4, 1).put("s.").write(folder.resolve("a.pt"));
        assertEquals(Set.of("a"), PyTorchFile.open(file).names());
        assertEquals(4, PyTorchFile.open(file).tensor("a").size());
    }

    @Test
    void containersInContainersWithoutEnd() throws IOException {
        // A hundred thousand lists, each in the next, and a list that holds itself.
        assertRejected(new Pickle().put("]", 100_000).put("a", 99_999).put("."), "containers in containers");
        Path itself = new Pickle().put("]q\0h\0a.").write(folder.resolve("itself.pt"));
        assertEquals(Set.of(), PyTorchFile.open(itself).names());
    }

    /** Each list holds the last one twice: two to the power of forty ways lead to the tensor. */
    @Test
    void manyWaysToOneTensor() throws IOException {
        Pickle pickle = new Pickle().put("]").tensor(4, 0, 4, 1).put("aq\0");
        for (int i = 0; i < 40; i++) {
            pickle.put("0](h\0h\0eq\0");
        }
        Path file = pickle.put(".").write(folder.resolve("a.pt"));
        assertTimeoutPreemptively(
                SOON, () -> assertEquals(1, PyTorchFile.open(file).names().size()));
    }

    /** A long name before many short ones. */
    @Test
    void namesThatFillTheMemory() throws IOException {
        Pickle pickle = new Pickle()
                .put("]")
                .tensor(4, 0, 4, 1)
                .put("q\0a}")
                .text("x".repeat(1_000_000))
                .put("}(");
        for (int i = 0; i < 200; i++) {
            pickle.text(Integer.toString(i)).put("h\0");
        }
        assertRejected(pickle.put("us."), "the names of its tensors have more than 100000000 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"]", "(", "N\u0094", "}K\u0001Ns"})
    void operationsThatFillTheMemory(String operations) throws IOException {
        assertRejected(new Pickle().put("]").put(operations, 8_500_000 / operations.length() * 2), null);
    }

    @Test
    void compressedRecords() throws IOException {
        Path file = folder.resolve("bomb.pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("a/data.pkl"));
            zip.write(new byte[50_000_000]);
        }
        assertRejected(file, "a/data.pkl is compressed, which torch.save never does");
    }

    /** A zip64 end with a count of entries that no memory holds. */
    @Test
    void aClaimOfManyEntries() throws IOException {
        ByteBuffer end = ByteBuffer.allocate(56 + 20 + 22 + 4).order(ByteOrder.LITTLE_ENDIAN);
        end.putInt(0x04034b50);
        end.putInt(0x06064b50).putLong(44).putInt(0).putLong(0);
        end.putLong(0x7fffffff).putLong(0x7fffffff).putLong(0x7fffffff).putLong(4);
        end.putInt(0x07064b50).putInt(0).putLong(4).putInt(1);
        end.putInt(0x06054b50)
                .putInt(0)
                .putShort((short) -1)
                .putShort((short) -1)
                .putInt(-1)
                .putInt(-1)
                .putShort((short) 0);
        Path file = Files.write(folder.resolve("a.pt"), end.array());
        assertRejected(file, "is a damaged zip file: its directory would have 2147483647 bytes");
    }

    @Test
    void otherArchives() throws IOException {
        Path file = folder.resolve("a.zip");
        Pickle.archive(file, Map.of("word/document.xml", new byte[3]));
        assertRejected(file, "is a zip file, but not one of torch.save: expected one data.pkl in a folder, found none");
        Pickle.archive(file, Map.of("a/data.pkl", new byte[3], "b/data.pkl", new byte[3]));
        assertRejected(file, "found [");
        Pickle.archive(file, Map.of("a/data.pkl", new Pickle().put("}.").bytes(), "a/byteorder", new byte[] {'x'}));
        assertRejected(file, "its byteorder should be little or big, found 'x'");
        Pickle.archive(
                file,
                Map.of(
                        "a/data.pkl",
                        new Pickle()
                                .put("}")
                                .text("a")
                                .tensor(4, 0, 4, 1)
                                .put("s.")
                                .bytes()));
        assertRejected(file, "has no a/data/0; the file is damaged");
    }

    @Test
    void mutatedFilesAreReadOrRejected() throws IOException {
        byte[] valid = Files.readAllBytes(Resources.copy("views.pt", folder));
        assertTimeoutPreemptively(SOON, () -> {
            for (long seed = 0; seed < 800; seed++) {
                byte[] bytes = mutate(valid, new SplittableRandom(seed));
                assertReadOrRejected(Files.write(folder.resolve("mutated.pt"), bytes), seed);
            }
        });
    }

    /** With checksums that are right, so that the pickle itself is looked at. */
    @ParameterizedTest
    @ValueSource(strings = {"protocol4.pt", "views.pt"})
    void mutatedPicklesAreReadOrRejected(String name) throws IOException {
        Map<String, byte[]> records = records(Resources.copy(name, folder));
        String pickle = records.keySet().stream()
                .filter(record -> record.endsWith("data.pkl"))
                .findFirst()
                .orElseThrow();
        byte[] valid = records.get(pickle);
        assertTimeoutPreemptively(SOON, () -> {
            for (long seed = 0; seed < 400; seed++) {
                records.put(pickle, mutate(valid, new SplittableRandom(seed)));
                Pickle.archive(folder.resolve("mutated.pt"), records);
                assertReadOrRejected(folder.resolve("mutated.pt"), seed);
            }
        });
    }

    private static Map<String, byte[]> records(Path file) throws IOException {
        Map<String, byte[]> records = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                records.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return records;
    }

    private static byte[] mutate(byte[] valid, SplittableRandom random) {
        byte[] bytes = valid.clone();
        for (int change = 1 + random.nextInt(3); change > 0; change--) {
            int at = random.nextInt(bytes.length);
            int other = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = bytes[other];
                case 3 -> bytes[at] = (byte) (random.nextBoolean() ? 0 : -1);
                case 4 -> bytes = Arrays.copyOf(bytes, Math.max(8, other));
                default -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(9));
            }
        }
        return bytes;
    }

    private static void assertReadOrRejected(Path file, long seed) {
        try {
            PyTorchFile opened = PyTorchFile.open(file);
            opened.names().forEach(opened::tensor);
        } catch (ModelFileException rejected) {
            assertTrue(rejected.getMessage().startsWith("[" + file + "] "), rejected.getMessage());
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private void assertRejected(Pickle pickle, String message) throws IOException {
        assertRejected(pickle.write(folder.resolve("hostile.pt")), message);
    }

    private void assertRejected(Path file, String message) {
        String found = assertTimeoutPreemptively(
                SOON,
                () -> assertThrows(ModelFileException.class, () -> PyTorchFile.open(file))
                        .getMessage());
        assertTrue(found.startsWith("[" + file + "] ") && (message == null || found.contains(message)), found);
    }
}
