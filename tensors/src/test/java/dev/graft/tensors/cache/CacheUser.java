package dev.graft.tensors.cache;

import dev.graft.tensors.files.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process with a cache: it does what it is told, says "done" or what failed, and waits to be ended. */
final class CacheUser {
    private CacheUser() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Cache cache = new Cache(Path.of(arguments[1]));
        CacheEntry entry = cache.entry(CacheKind.DATA, "entry");
        switch (arguments[0]) {
            case "hold" -> hold(entry);
            case "hold after the cache was deleted" -> {
                hold(entry);
                FileTree.delete(cache.root());
                Files.createDirectories(entry.folder());
                hold(entry);
            }
            case "make" -> make(cache.root(), 1 << 20);
            case "make for ever" -> make(cache.root(), Long.MAX_VALUE);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("done");
        TimeUnit.MINUTES.sleep(1);
    }

    /** With all that might drop the lock again: its time set anew, its files read. */
    private static void hold(CacheEntry entry) throws IOException {
        for (int time = 0; time < 2; time++) {
            CacheUse.hold(entry, "held");
            FileTree.bytes(entry.cache());
            entry.of();
        }
    }

    private static void make(Path cache, long bytes) {
        MadeFolder folder = new MadeFolder(CacheKind.DATA, "entry", "made", made -> List.of(), made -> {
            for (long written = 0; written < bytes; written += 1 << 16) {
                Path file = made.resolve("file-" + (written >> 24));
                Files.write(file, new byte[1 << 16], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                if (written == 1 << 17) {
                    System.out.println("begun");
                }
            }
            return made;
        });
        List<String> messages = new ArrayList<>();
        try {
            System.out.println("in " + folder.in(cache, messages::add));
        } catch (RuntimeException e) {
            System.out.println("failed " + e.getMessage());
        }
        messages.forEach(System.out::println);
    }

    /** Starts one. */
    static Process start(Path home, List<String> before, String what, Path cache) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + Files.createDirectories(home.resolve("tmp")),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                CacheUser.class.getName(),
                what,
                cache.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
