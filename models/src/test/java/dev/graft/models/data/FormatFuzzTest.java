package dev.graft.models.data;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.testsupport.fuzz.FuzzFile;
import dev.graft.testsupport.fuzz.Fuzzer;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link DatasetFuzzTest}, with damages by what they lead to, and as many as are asked for. */
class FormatFuzzTest {
    static List<String> formats() {
        return DatasetFormat.ids();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void damagedFiles(String format) throws Exception {
        URL resources = getClass().getResource("/formats/" + format);
        assertNotNull(resources);
        try (FuzzFile files = new FuzzFile();
                Stream<Path> genuine = Files.list(Path.of(resources.toURI()))) {
            Path questions = null;
            for (Path file : genuine.sorted().toList()) {
                String name = file.getFileName().toString();
                files.of(name, Files.readAllBytes(file));
                questions = file; // what goes with it comes before it in the alphabet
            }
            String name = questions.getFileName().toString();
            new Fuzzer("format-" + format, List.of(ModelFileException.class, InvalidInputException.class), input -> {
                        Dataset data = Dataset.open(files.of(name, input));
                        try (SampleReader samples = data.read()) {
                            while (hasNext(samples)) {
                                read(samples);
                            }
                        }
                        data.validate(3);
                    })
                    .seed(questions)
                    .run();
        }
    }

    /** Past what is bad, as far as the reader goes on. */
    private static boolean hasNext(SampleReader samples) {
        while (true) {
            try {
                return samples.hasNext();
            } catch (ModelFileException bad) {
                // counted by others
            }
        }
    }

    private static void read(SampleReader samples) {
        try {
            samples.next().conversation(2);
        } catch (ModelFileException bad) {
            // counted by others
        }
    }
}
