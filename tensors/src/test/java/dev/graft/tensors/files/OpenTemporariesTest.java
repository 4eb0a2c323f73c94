package dev.graft.tensors.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OpenTemporariesTest {
    @TempDir
    private Path folder;

    private final OpenTemporaries open = new OpenTemporaries();

    @Test
    void nothingIsPublishedOnceTheProcessEnds() {
        open.end();
        Path target = folder.resolve("model");
        assertThrows(IOException.class, () -> open.publishUnlessEnding(() -> Files.createFile(target)));
        assertFalse(Files.exists(target));
    }

    @Test
    @Timeout(20)
    void theEndWaitsForWhatIsBeingPublished() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        Path target = folder.resolve("model");
        Thread publisher = thread(() -> open.publishUnlessEnding(() -> {
            begun.countDown();
            await(goesOn);
            Files.createFile(target);
        }));
        await(begun);
        Thread end = thread(open::end);
        end.join(100);
        assertTrue(end.isAlive());
        goesOn.countDown();
        end.join();
        assertTrue(Files.exists(target));
        publisher.join();
    }

    /** Who fills a folder may make parts of it anew after it was removed. */
    @Test
    @Timeout(20)
    void nothingStaysOfWhatIsWrittenWhileTheProcessEnds() throws Exception {
        Path temporary = Temporary.beside(folder.resolve("world")).path();
        open.add(temporary);
        CountDownLatch begun = new CountDownLatch(1);
        Thread writer = thread(() -> {
            for (int i = 0; i < 20; i++) {
                try {
                    Files.createDirectories(temporary.resolve("images"));
                } catch (NoSuchFileException e) {
                    continue; // removed in the same moment
                }
                begun.countDown();
                LockSupport.parkNanos(2_000_000);
            }
            open.remove(temporary);
        });
        await(begun);
        open.end();
        writer.join();
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static Thread thread(OpenTemporaries.Publication work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }
}
