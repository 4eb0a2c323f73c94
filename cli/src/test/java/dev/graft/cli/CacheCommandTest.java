package dev.graft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.cache.CacheLimit;
import dev.graft.tensors.cache.CacheUse;
import dev.graft.tensors.files.CacheFolder;
import dev.graft.world.EmbeddedBackbone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, since the environment says where the cache is, and a test must not clear the user's. */
class CacheCommandTest {
    @TempDir
    private Path folder;

    private Path backbone;

    @BeforeEach
    void fill() throws IOException {
        backbone = EmbeddedBackbone.SHAPES_VISION.unpack(folder.resolve("cache"));
        Files.createDirectories(folder.resolve("cache/data/mine"));
        Files.writeString(folder.resolve("cache/data/mine/photo"), "x");
        CacheUse.releaseAll();
    }

    /** The exit code, then all that is said. */
    private List<String> graft(String limit, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.graft.cli.Main"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(CacheFolder.VARIABLE, folder.resolve("cache").toString());
        builder.environment().put(CacheLimit.VARIABLE, limit);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(List.of(Integer.toString(process.waitFor())));
        all.addAll(said.lines().toList());
        return all;
    }

    @Test
    void listsAndClears() throws Exception {
        List<String> listed = graft("", "cache", "list");
        assertTrue(
                listed.get(1).matches("backbones +[45]\\.\\d MB  \\d min ago +shapes-vision, which Graft carries .*"),
                listed::toString);
        assertTrue(listed.get(2).contains("no limit (GRAFT_CACHE_LIMIT sets one)"), listed::toString);
        assertEquals(3, listed.size(), listed::toString);
        assertTrue(graft("1GB", "cache", "list", "--json").toString().contains("\"limit\" : 1000000000"));

        for (String nothing : List.of("--kind=features", "--unused-for=1d")) {
            List<String> kept = graft("", "cache", "clear", nothing);
            assertEquals(List.of("0", "0 B freed in " + folder.resolve("cache")), kept);
        }
        assertTrue(graft("", "cache", "clear", "--dry-run").get(1).startsWith("would remove backbones/shapes-vision-"));
        assertTrue(Files.exists(backbone));
        assertTrue(
                graft("", "cache", "clear", "--kind=backbones").get(1).startsWith("removed backbones/shapes-vision-"));
        assertFalse(Files.exists(backbone));
        assertTrue(Files.exists(folder.resolve("cache/data/mine/photo")));
        assertEquals("2", graft("", "cache", "clear", "--unused-for=soon").get(0));
    }

    @Test
    void everyCommandKeepsTheCacheThatItUsedToTheLimit() throws Exception {
        assertEquals("2", graft("lots", "cache", "list").get(0));
        List<String> said = graft("1MB", "inspect", "builtin:shapes-vision");
        assertEquals("0", said.get(0), said::toString);
        assertTrue(said.stream().anyMatch(line -> line.contains("removed backbones/shapes-vision")), said::toString);
        assertFalse(Files.exists(backbone));
    }
}
