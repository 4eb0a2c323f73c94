package dev.graft.models.data;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.fuzz.Fuzzer;
import dev.graft.testsupport.memory.MemoryFolder;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link DatasetFuzzTest}, with damages by what they lead to, and as many as are asked for. */
class FormatFuzzTest {
    private static final List<Class<? extends Throwable>> REFUSALS =
            List.of(ModelFileException.class, InvalidInputException.class);
    private static final int PARQUET_TAIL = 8;

    static List<String> formats() {
        return DatasetFormat.ids();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void damagedFiles(String format) throws Exception {
        MemoryFolder files = new MemoryFolder();
        List<String> names = copy(format, files);
        String questions = names.get(names.size() - 1); // what goes with it comes before it in the alphabet
        fuzz(
                "format-" + format,
                files,
                questions,
                questions,
                Files.readAllBytes(files.folder().resolve(questions)));
    }

    /** Answers, and the parts of mixtures, which the records are put together with. */
    @ParameterizedTest
    @CsvSource({"vqa, annotations.json", "mixture, captions.jsonl"})
    void damagedFilesBeside(String format, String damaged) throws Exception {
        MemoryFolder files = new MemoryFolder();
        List<String> names = copy(format, files);
        String questions = names.get(names.size() - 1);
        fuzz(
                "beside-" + format,
                files,
                damaged,
                questions,
                Files.readAllBytes(files.folder().resolve(damaged)));
    }

    @Test
    void packedFiles() throws Exception {
        MemoryFolder files = new MemoryFolder();
        copy("records", files);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(files.folder().resolve("questions.json")));
        }
        fuzz("gzip", files, "questions.jsonl.gz", "questions.jsonl.gz", packed.toByteArray());
    }

    /** Puts the files of a small genuine data set into a folder, and tells their names. */
    private static List<String> copy(String format, MemoryFolder to) throws Exception {
        URL resources = FormatFuzzTest.class.getResource("/formats/" + format);
        assertNotNull(resources);
        List<String> names = new ArrayList<>();
        try (Stream<Path> genuine = Files.list(Path.of(resources.toURI()))) {
            for (Path file : genuine.sorted().toList()) {
                names.add(file.getFileName().toString());
                to.of(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return names;
    }

    private static void fuzz(String kind, MemoryFolder files, String damaged, String questions, byte[] genuine)
            throws InterruptedException {
        new Fuzzer(kind, REFUSALS, input -> {
                    files.of(damaged, input);
                    Dataset data = Dataset.open(files.folder().resolve(questions));
                    Optional<ModelFileException> first = read(data);
                    data.validate(3);
                    if (first.isPresent()) {
                        throw first.get(); // the way of this input
                    }
                })
                .seed(genuine)
                .run();
    }

    /** Pages and footers between the marks that a Parquet file ends with: nearly every damage to these is refused at once. */
    @Test
    void parquetFilesThatEndAsSuch() throws Exception {
        byte[] genuine;
        try (InputStream file = getClass().getResourceAsStream("/formats/parquet/questions.parquet")) {
            genuine = file.readAllBytes();
        }
        int tail = genuine.length - PARQUET_TAIL;
        MemoryFolder files = new MemoryFolder();
        new Fuzzer("parquet", REFUSALS, input -> {
                    byte[] whole = Arrays.copyOf(input, input.length + PARQUET_TAIL);
                    System.arraycopy(genuine, tail, whole, input.length, PARQUET_TAIL);
                    Optional<ModelFileException> first = read(Dataset.open(files.of("questions.parquet", whole)));
                    if (first.isPresent()) {
                        throw first.get();
                    }
                })
                .seed(Arrays.copyOf(genuine, tail))
                .run();
    }

    /** Reads all, past what is bad, as far as the reader goes on; the first complaint. */
    private static Optional<ModelFileException> read(Dataset data) {
        Optional<ModelFileException> first = Optional.empty();
        try (SampleReader samples = data.read()) {
            boolean more = true;
            while (more) {
                try {
                    more = samples.hasNext();
                    if (more) {
                        samples.next().conversation(2);
                    }
                } catch (ModelFileException bad) {
                    first = first.isPresent() ? first : Optional.of(bad);
                }
            }
        }
        return first;
    }
}
