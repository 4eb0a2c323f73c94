package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/graft} in a checkout where Maven and Java are scripts that tell how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            [ "$1" = -version ] && { echo "openjdk version \\"${FAKE_VERSION:-17.0.15}\\" 2025-04-15" >&2; exit 0; }
            for argument; do echo "<$argument>"; done
            exit "${FAKE_EXIT:-0}"
            """;
    private static final String MAVEN = """
            #!/bin/sh
            echo "$*" >> mvn-calls
            [ -n "$FAKE_FAILURE" ] && { echo "[ERROR] it does not compile"; exit 1; }
            sleep 0.3
            mkdir -p cli/target && echo jar > cli/target/graft.jar
            """;

    @TempDir
    private Path folder;

    private Path root;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void checkout() throws IOException {
        root = Files.createDirectories(folder.resolve("a checkout"));
        Path source = Files.createDirectories(root.resolve("cli/src/main/java"));
        Files.writeString(source.resolve("Main.java"), "class Main {}");
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("cli/pom.xml"), "<project/>");
        script(root.resolve("scripts/graft"), Files.readString(Repository.root().resolve("scripts/graft")));
        script(folder.resolve("bin/mvn"), MAVEN);
        script(folder.resolve("jdk/bin/java"), JAVA);
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
    }

    private Process start(Path launcher, List<String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(List.of("PATH=" + folder.resolve("bin") + ":" + System.getenv("PATH"), "GRAFT_JAVA_OPTS="));
        command.add("JAVA_HOME=" + folder.resolve("jdk"));
        command.addAll(environment);
        command.add(launcher.toString());
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command).directory(folder.toFile()).start();
    }

    private static Ended end(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Ended(process.exitValue(), out, err);
    }

    private Ended graft(List<String> environment, String... arguments) throws Exception {
        return end(start(root.resolve("scripts/graft"), environment, arguments));
    }

    private int builds() throws IOException {
        Path calls = root.resolve("mvn-calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    @Test
    void buildsOnceWithAWord() throws Exception {
        Ended first = graft(List.of(), "--version");
        assertEquals(0, first.code(), first.err());
        assertEquals(1, first.err().lines().count(), first.err());
        assertTrue(first.err().startsWith("graft: building (first use"), first.err());
        Ended second = graft(List.of(), "--version");
        assertEquals("", second.err());
        assertEquals(1, builds());
    }

    @Test
    void buildsAgainAfterAChange() throws Exception {
        graft(List.of());
        for (String changed : List.of("cli/src/main/java/Main.java", "cli/pom.xml", "pom.xml")) {
            int before = builds();
            Files.setLastModifiedTime(
                    root.resolve(changed), FileTime.from(Instant.now().plusSeconds(60)));
            graft(List.of());
            assertEquals(before + 1, builds(), changed);
            Files.setLastModifiedTime(root.resolve(changed), FileTime.from(Instant.EPOCH));
        }
    }

    @Test
    void buildsAgainForAnotherRuntime() throws Exception {
        graft(List.of());
        graft(List.of("GRAFT_CUDA=1"));
        graft(List.of("GRAFT_CUDA=1"));
        assertEquals(2, builds());
        assertTrue(Files.readString(root.resolve("mvn-calls")).contains(" -Dcuda "));
    }

    @Test
    void severalFirstUsesBuildOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            processes.add(start(root.resolve("scripts/graft"), List.of()));
        }
        for (Process process : processes) {
            assertEquals(0, end(process).code());
        }
        assertEquals(1, builds());
    }

    @Test
    void showsWhyABuildFailedAndTriesAgain() throws Exception {
        Ended failed = graft(List.of("FAKE_FAILURE=1"), "--version");
        assertEquals(1, failed.code());
        assertEquals("", failed.out());
        assertTrue(failed.err().contains("[ERROR] it does not compile"), failed.err());
        assertEquals(0, graft(List.of(), "--version").code());
        assertEquals(2, builds());
    }

    @Test
    void argumentsAndExitCodePassThroughUnchanged() throws Exception {
        Ended ended = graft(
                List.of("FAKE_EXIT=130", "GRAFT_JAVA_OPTS=-Xmx8g -Xss2m"), "ask", "What is this?", "", "*", "\"'$x");
        assertEquals(130, ended.code());
        List<String> lines = ended.out().lines().toList();
        int jar = lines.indexOf("<-jar>");
        assertEquals(List.of("<ask>", "<What is this?>", "<>", "<*>", "<\"'$x>"), lines.subList(jar + 2, lines.size()));
        assertTrue(lines.subList(0, jar).containsAll(List.of("<-Xmx8g>", "<-Xss2m>")), ended.out());
    }

    @Test
    void findsItselfThroughLinks() throws Exception {
        Path far = Files.createSymbolicLink(folder.resolve("far"), root.resolve("scripts/graft"));
        Path near = Files.createSymbolicLink(folder.resolve("bin/graft"), Path.of("../far"));
        Ended ended = end(start(near, List.of(), "--version"));
        assertEquals(0, ended.code(), ended.err());
        assertTrue(ended.out().contains("<" + root.toRealPath().resolve("cli/target/graft.jar") + ">"), ended.out());
        assertTrue(Files.exists(far));
    }

    @Test
    void refusesAnOldJavaAndNamesIt() throws Exception {
        for (String old : List.of("1.8.0_452", "11.0.27", "16")) {
            Ended ended = graft(List.of("FAKE_VERSION=" + old), "--version");
            assertEquals(1, ended.code());
            assertTrue(ended.err().startsWith("graft: needs Java 17 or newer"), ended.err());
        }
        assertEquals(0, graft(List.of("FAKE_VERSION=25"), "--version").code());
        Ended none = graft(List.of("JAVA_HOME=/nowhere"));
        assertTrue(none.err().startsWith("graft: JAVA_HOME is /nowhere, which has no bin/java"), none.err());
    }
}
