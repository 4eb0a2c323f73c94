package dev.graft.tensors.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
    private static final Path HOME = Path.of("/home/ada");

    @Test
    void everyPlatformHasItsPlace() {
        assertEquals(HOME.resolve(".cache/graft"), CacheFolder.standard(Map.of(), "Linux", HOME));
        assertEquals(HOME.resolve("Library/Caches/graft"), CacheFolder.standard(Map.of(), "Mac OS X", HOME));
        assertEquals(HOME.resolve("AppData/Local/graft/Cache"), CacheFolder.standard(Map.of(), "Windows 11", HOME));
    }

    @Test
    void theEnvironmentComesFirst() {
        Map<String, String> xdg = Map.of("XDG_CACHE_HOME", "/var/cache/ada");
        assertEquals(Path.of("/var/cache/ada/graft"), CacheFolder.standard(xdg, "Linux", HOME));
        Map<String, String> both = Map.of("XDG_CACHE_HOME", "/var/cache/ada", "GRAFT_CACHE", "/big");
        assertEquals(Path.of("/big"), CacheFolder.standard(both, "Linux", HOME));
        Map<String, String> relative = Map.of("XDG_CACHE_HOME", "cache", "GRAFT_CACHE", "");
        assertEquals(HOME.resolve(".cache/graft"), CacheFolder.standard(relative, "Linux", HOME));
    }

    @Test
    void theSettingComesBeforeAll() {
        assertEquals(Path.of("here").toAbsolutePath(), CacheFolder.of("here"));
    }
}
