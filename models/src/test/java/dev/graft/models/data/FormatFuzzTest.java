package dev.graft.models.data;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.fuzz.Fuzzer;
import dev.graft.testsupport.memory.MemoryFolder;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link DatasetFuzzTest}, with damages by what they lead to, and as many as are asked for. */
class FormatFuzzTest {
    private static final int PARQUET_TAIL = 8;

    static List<String> formats() {
        return DatasetFormat.ids();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void damagedFiles(String format) throws Exception {
        URL resources = getClass().getResource("/formats/" + format);
        assertNotNull(resources);
        MemoryFolder files = new MemoryFolder();
        try (Stream<Path> genuine = Files.list(Path.of(resources.toURI()))) {
            Path questions = null;
            for (Path file : genuine.sorted().toList()) {
                String name = file.getFileName().toString();
                files.of(name, Files.readAllBytes(file));
                questions = file; // what goes with it comes before it in the alphabet
            }
            String name = questions.getFileName().toString();
            new Fuzzer("format-" + format, List.of(ModelFileException.class, InvalidInputException.class), input -> {
                        Dataset data = Dataset.open(files.of(name, input));
                        Optional<ModelFileException> first = read(data);
                        data.validate(3);
                        if (first.isPresent()) {
                            throw first.get(); // the way of this input
                        }
                    })
                    .seed(questions)
                    .run();
        }
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
        new Fuzzer("parquet", List.of(ModelFileException.class, InvalidInputException.class), input -> {
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
