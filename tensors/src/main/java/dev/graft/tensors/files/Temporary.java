package dev.graft.tensors.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The hidden place beside a file or folder where its content lies until it is complete. A rename in one folder is what
 * systems do whole or not at all. A process that is told to end removes its own; a killed one leaves them behind, under
 * a name that tells who wrote there.
 */
record Temporary(Path path, Path target) {
    /** {@code .NAME.WRITER.RANDOM.tmp}; without the writer, as earlier versions called them. */
    private static final Pattern NAME = Pattern.compile("\\..+?\\.(?:([0-9a-f-]+)\\.)?[0-9a-f-]{36}\\.tmp");

    /** Systems limit the length of a name, and the target's may be as long as they allow. */
    private static final int LETTERS_OF_TARGET = 40;

    static Temporary beside(Path target) {
        return new Temporary(target.resolveSibling(name(target.getFileName().toString())), target);
    }

    /** A name that no other temporary has. */
    static String name(String of) {
        String shown = of.codePointCount(0, of.length()) <= LETTERS_OF_TARGET
                ? of
                : of.substring(0, of.offsetByCodePoints(0, LETTERS_OF_TARGET));
        return "." + shown + "." + Writer.current() + "." + UUID.randomUUID() + ".tmp";
    }

    /** Whether a name is one of these. */
    static boolean isNameOf(Path path) {
        return NAME.matcher(path.getFileName().toString()).matches();
    }

    /**
     * Whether nobody writes there any more. The writer's process tells that, where it ran on this machine; otherwise the
     * time does: an age of at least {@code abandoned}, or a time as far in the future.
     *
     * @param abandoned zero where nobody else can be writing
     */
    static boolean isLeftBehind(Path path, Duration abandoned) throws IOException {
        Optional<Writer> writer = writer(path);
        if (writer.isPresent() && writer.get().isHere()) {
            return !writer.get().lives();
        }
        try {
            Instant touched = Files.getLastModifiedTime(path).toInstant();
            return Duration.between(touched, Instant.now()).abs().compareTo(abandoned) >= 0;
        } catch (NoSuchFileException e) {
            return false; // Another process renamed or deleted it meanwhile, as it should.
        }
    }

    private static Optional<Writer> writer(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches() && name.group(1) != null ? Writer.parse(name.group(1)) : Optional.empty();
    }

    /** Gives the content its own name, and makes that last through a failure of the power. */
    void publish(CopyOption... options) throws IOException {
        CopyOption[] atomically = Stream.concat(Stream.of(StandardCopyOption.ATOMIC_MOVE), Arrays.stream(options))
                .toArray(CopyOption[]::new);
        OpenTemporaries.publish(() -> Files.move(path, target, atomically));
        forceFolder(target.getParent());
    }

    /** Makes the names in a folder last. Systems that cannot open a folder (Windows) keep a rename without this. */
    static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }
}
