package dev.graft.models.source;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.files.CacheFolder;
import dev.graft.tensors.files.GivenPath;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * What a user names a backbone or a data set by: a path, or a name of some {@link BackboneSource}.
 *
 * <p>The grammar is {@code path | scheme:name}, where a scheme is that of a source that is there. Whatever begins
 * otherwise is a path, {@code C:\models} of Windows too.
 */
public sealed interface Reference {
    /** A file or folder. */
    record Local(Path path) implements Reference {
        @Override
        public Reference from(Path folder) {
            return new Local(folder.resolve(path).toAbsolutePath().normalize());
        }

        @Override
        public Path locate(Path cache, Consumer<String> messages) {
            return path.toAbsolutePath().normalize();
        }

        @Override
        public Path place(Consumer<String> messages) {
            return path;
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** Something in a source. */
    record Named(BackboneSource source, String name) implements Reference {
        @Override
        public Reference from(Path folder) {
            return this;
        }

        @Override
        public Path locate(Path cache, Consumer<String> messages) {
            return source.locate(name, cache, messages);
        }

        @Override
        public Path place(Consumer<String> messages) {
            return locate(messages);
        }

        /** See {@link BackboneSource#cacheOf}. */
        public Optional<Path> cacheOf(Path place) {
            return source.cacheOf(name, place);
        }

        /** See {@link BackboneSource#isWhole}. */
        public boolean isWhole(Path place) {
            return source.isWhole(name, place);
        }

        @Override
        public String toString() {
            return source.scheme() + ":" + name;
        }
    }

    /**
     * Reads a reference.
     *
     * @throws IllegalArgumentException if a source has nothing of that name
     */
    static Reference parse(String text) {
        Matcher scheme = Sources.SCHEME.matcher(text);
        BackboneSource source = scheme.matches() ? Sources.BY_SCHEME.get(scheme.group(1)) : null;
        if (source == null) {
            if (text.startsWith("builtin:")) {
                throw new InvalidInputException(
                        text, "nothing is built in here; add graft-world to the class path or the module path");
            }
            return new Local(GivenPath.of(text));
        }
        String name = scheme.group(2);
        if (!source.names().contains(name)) {
            throw new InvalidInputException(
                    text,
                    "there is no such name; there is "
                            + source.names().stream()
                                    .map(known -> source.scheme() + ":" + known)
                                    .collect(Collectors.joining(", ")));
        }
        return new Named(source, name);
    }

    /** What any source has under a name, such as the id by which a backbone calls itself. */
    static Optional<Named> find(String name) {
        return Sources.BY_SCHEME.values().stream()
                .filter(source -> source.names().contains(name))
                .findFirst()
                .map(source -> new Named(source, name));
    }

    /** The same reference, where relative paths start at a folder. */
    Reference from(Path folder);

    /**
     * Where it lies, as an absolute path; made or fetched first where a source has it and it is not there yet.
     *
     * @param messages hears what takes a while
     */
    Path locate(Path cache, Consumer<String> messages);

    /** As {@link #locate(Consumer)}, but a path is left as it was written, for commands that print it. */
    Path place(Consumer<String> messages);

    /** As {@link #locate(Path, Consumer)}, with what is made kept in Graft's own cache folder. */
    default Path locate(Consumer<String> messages) {
        return locate(CacheFolder.of(""), messages);
    }
}
