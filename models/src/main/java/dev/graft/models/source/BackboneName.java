package dev.graft.models.source;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.CacheFolder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user names a backbone by: a folder, an ONNX file in one, or something of a {@link BackboneSource}; a folder may be
 * followed by a colon and the suffix of the files that are meant, as in {@code models/qwen:q4}.
 *
 * <p>The grammar is {@code reference | reference:variant}. A name that is that of a file or folder as it stands has no
 * variant, whatever colons it holds, and the colon behind the letter of a drive of Windows begins none.
 *
 * @param reference the folder or file
 * @param variant such as {@code q4}; empty where it is not said
 */
public record BackboneName(Reference reference, String variant) {
    private static final Pattern WITH_VARIANT = Pattern.compile("(..+):([A-Za-z0-9][A-Za-z0-9_.-]*)", Pattern.DOTALL);

    /**
     * Reads a name.
     *
     * @throws InvalidInputException if a source has nothing of that name, or no file can be called so
     */
    public static BackboneName parse(String text) {
        Matcher parts = WITH_VARIANT.matcher(text);
        return parts.matches() && !exists(text) && (!isOfSource(text) || isOfSource(parts.group(1)))
                ? new BackboneName(Reference.parse(parts.group(1)), parts.group(2))
                : new BackboneName(Reference.parse(text), "");
    }

    private static boolean isOfSource(String text) {
        Matcher scheme = Sources.SCHEME.matcher(text);
        return text.startsWith("builtin:") || scheme.matches() && Sources.BY_SCHEME.containsKey(scheme.group(1));
    }

    private static boolean exists(String path) {
        try {
            return Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false; // Windows has no names with colons
        }
    }

    /** The same name, where relative paths start at a folder. */
    public BackboneName from(Path folder) {
        return parse(new BackboneName(reference.from(folder), variant).toString());
    }

    /** Where it lies, as an absolute path, see {@link Reference#locate(Path, Consumer)}. */
    public BackbonePlace locate(Path cache, Consumer<String> messages) {
        return at(reference.locate(cache, messages));
    }

    /** As {@link #locate(Path, Consumer)}, with what is made kept in Graft's own cache folder. */
    public BackbonePlace locate(Consumer<String> messages) {
        return locate(CacheFolder.of(""), messages);
    }

    /** As {@link #locate(Consumer)}, but a path is left as it was written, for commands that print it. */
    public BackbonePlace place(Consumer<String> messages) {
        return at(reference.place(messages));
    }

    private BackbonePlace at(Path path) {
        if (variant.isEmpty()) {
            return BackbonePlace.of(path);
        }
        if (Files.isRegularFile(path)) {
            throw new InvalidInputException(
                    toString(), "'" + path + "' is a file, which leaves no choice; leave out ':" + variant + "'");
        }
        if (!Files.isDirectory(path)) {
            throw new ModelFileException(
                    path,
                    "there is no such model folder, of which '" + this + "' means the files with the suffix '" + variant
                            + "'; nor is there anything of that whole name");
        }
        return BackbonePlace.of(path).withVariant(variant);
    }

    @Override
    public String toString() {
        return reference + (variant.isEmpty() ? "" : ":" + variant);
    }
}
