package dev.graft.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.testsupport.Checkout;
import dev.graft.training.step.MemoryUse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What steps are expected to take of the machine's memory against the most that a process held which computed them. */
@EnabledOnOs(OS.LINUX)
class MeasuredMemoryTest {
    /** How far what is held may be from what is expected, either way. */
    private static final double FACTOR = 1.3;

    /** The program of the child process: it writes the bytes that are expected, and those that it held. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            int batch = Integer.parseInt(arguments[1]);
            int tokens = Integer.parseInt(arguments[2]);
            StepBenchmark.Times times = new StepBenchmark(batch, tokens, Integer.parseInt(arguments[4]), 32, 16)
                    .run(
                            LanguageModel.load(Path.of(arguments[0])),
                            1,
                            SessionConfig.DEFAULT,
                            MemoryUse.valueOf(arguments[3]));
            String most = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll("\\D", "");
            System.out.println(times.memory().orElseThrow().total() + " " + Long.parseLong(most) * 1024);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "64, 128, ORDINARY, 0",
        "64, 128, LOW, 0",
        "16, 256, ORDINARY, 0",
        "32, 256, LOW, 0",
        "32, 768, ORDINARY, 704"
    })
    void isNearWhatIsExpected(String batch, String tokens, String memory, String shared) throws Exception {
        Path model = Checkout.root().resolve("world/src/main/resources/dev/graft/world/backbones/shapes-language");
        List<String> command = Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms64m", // by itself Java takes a share of the machine
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Child.class.getName(),
                        model.toString(),
                        batch,
                        tokens,
                        memory,
                        shared)
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        long[] bytes = Arrays.stream(output.strip().replaceAll("(?s).*\n", "").split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
        double ratio = (double) bytes[1] / bytes[0];
        assertTrue(ratio < FACTOR && ratio > 1 / FACTOR, () -> "held " + bytes[1] + " of " + bytes[0] + ": " + ratio);
    }
}
