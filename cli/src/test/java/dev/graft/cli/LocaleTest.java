package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/graft} with the real command, started under locales that are none, are not installed, or are of UTF-8. */
@DisabledOnOs({OS.WINDOWS, OS.MAC})
class LocaleTest {
    private static final int MOST_SECONDS = 60;

    @TempDir
    private Path folder;

    private Path script;

    /** A checkout whose jar has the classes of these tests on its class path. */
    @BeforeEach
    void checkout() throws IOException {
        script = folder.resolve("scripts/graft");
        Files.createDirectories(script.getParent());
        Files.copy(Repository.root().resolve("scripts/graft"), script);
        Files.createDirectories(folder.resolve("cli/src/main"));
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        Files.writeString(folder.resolve("cli/pom.xml"), "<project/>");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(path.split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        Files.createDirectories(folder.resolve("cli/target"));
        try (OutputStream jar = Files.newOutputStream(folder.resolve("cli/target/graft.jar"))) {
            new JarOutputStream(jar, manifest).close();
        }
        Files.createDirectories(folder.resolve("target"));
        Files.writeString(folder.resolve("target/graft.built"), "\n");
    }

    private String said(String locale, String line) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                "bash",
                "-c",
                "unset LC_ALL LC_CTYPE LANG GRAFT_JAVA_OPTS GRAFT_CLASSPATH GRAFT_CUDA; " + locale + "; bash '" + script
                        + "' " + line);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS));
        assertEquals(Main.USAGE, process.exitValue(), said);
        return said;
    }

    @Test
    void argumentsAreReadUnderAnyLocale() throws Exception {
        for (String locale : List.of(
                "true",
                "export LC_ALL=C",
                "export LC_CTYPE=POSIX",
                "export LANG=xx_XX.UTF-8",
                "export LC_ALL=xx_XX",
                "export LC_ALL=C.UTF-8")) {
            // "Größe?" and a face, byte by byte.
            String said =
                    said(locale, "ask model image \"$(printf 'Gr\\303\\266\\303\\237e? \\360\\237\\230\\200')\" more");
            assertTrue(said.contains("'Gr\u00f6\u00dfe? \ud83d\ude00' is neither a file"), locale + ": " + said);
            said = said(locale, "\"$(printf 'Gr\\303\\266\\303\\237e? \\360\\237\\230\\200')\"");
            assertTrue(said.contains("'Gr\u00f6\u00dfe? \ud83d\ude00'"), locale + ": " + said);
        }
    }

    @Test
    void lettersThatCannotBeReadAreRefused() throws Exception {
        String said = said("export LC_ALL=C.UTF-8", "ask model image \"$(printf 'Gr\\366\\337e?')\"");
        assertTrue(said.contains("'Gr\ufffd\ufffde?' has letters that are not of the encoding UTF-8"), said);
        assertTrue(said.contains("LC_ALL=C.UTF-8"), said);
    }
}
