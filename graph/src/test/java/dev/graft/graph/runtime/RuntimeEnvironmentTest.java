package dev.graft.graph.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RuntimeEnvironmentTest {
    /** The program of the child process. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            System.out.println(RuntimeEnvironment.get().getClass().getSimpleName());
        }
    }

    @Test
    void longCommandLinesDoNotEndTheProcess() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), Child.class.getName(), "x".repeat(60_000))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), output);
        assertEquals("OrtEnvironment", output.strip());
    }
}
