package dev.graft.tensors.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Sizes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CacheLimitTest {
    @Test
    void sizesAreReadInPowersOfAThousand() {
        assertEquals(20_000_000_000L, CacheLimit.parse("20GB").bytes());
        assertEquals(1_500_000_000_000L, CacheLimit.parse(" 1.5 tb ").bytes());
        assertEquals(0, CacheLimit.parse("0MB").bytes());
        assertEquals(Optional.empty(), CacheLimit.of(Map.of()));
        assertEquals(Optional.empty(), CacheLimit.of(Map.of("GRAFT_CACHE_LIMIT", "")));
    }

    @Test
    void whatIsNoSizeIsRefused() {
        for (String wrong : List.of("20", "GB", "-1GB", "1,5GB", "20GiB", "much", "1e3GB", "9999999GB")) {
            String message = assertThrows(InvalidInputException.class, () -> CacheLimit.parse(wrong))
                    .getMessage();
            assertTrue(message.contains("such as 20GB") && message.endsWith("'" + wrong + "'"), message);
        }
    }

    @Test
    void sizesAreWrittenForPeople() {
        assertEquals("0 B", Sizes.text(0));
        assertEquals("999 B", Sizes.text(999));
        assertEquals("1.0 KB", Sizes.text(1000));
        assertEquals("1.0 MB", Sizes.text(999_999));
        assertEquals("400 MB", Sizes.text(400_000_000));
        assertEquals("20.0 GB", Sizes.text(20_000_000_000L));
    }
}
