package dev.graft.backbones.folder;

import dev.graft.tensors.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a backbone lies, and which of the ONNX files there are meant: one of them, those with a suffix such as {@code q4},
 * or the ones that suit best.
 *
 * @param folder holds {@code config.json} and what else belongs to the model
 * @param file an ONNX file, relative to the folder; empty where it is not said
 * @param variant the suffix of the files without its underscore, {@code q4} for {@code model_q4.onnx}; empty where it is not
 *     said
 */
public record BackbonePlace(Path folder, Optional<Path> file, String variant) {
    private static final String CONFIG = "config.json";

    public BackbonePlace {
        if (file.isPresent() && !variant.isEmpty()) {
            throw new IllegalArgumentException("the file " + file.get() + " leaves no choice by '" + variant + "'");
        }
    }

    /** A folder, or an ONNX file in one: {@code config.json} lies beside the file or a folder above. */
    public static BackbonePlace of(Path place) {
        if (!Files.isRegularFile(place)) {
            return new BackbonePlace(place, Optional.empty(), "");
        }
        Path folder = folderOf(place);
        return new BackbonePlace(folder, Optional.of(folder.relativize(place.toAbsolutePath())), "");
    }

    private static Path folderOf(Path file) {
        Path beside = file.toAbsolutePath().getParent();
        Path above = beside.getParent();
        boolean inside = !Files.isRegularFile(beside.resolve(CONFIG))
                && above != null
                && Files.isRegularFile(above.resolve(CONFIG));
        return inside ? above : beside;
    }

    /** The files of this folder that have a suffix. */
    public BackbonePlace withVariant(String suffix) {
        return new BackbonePlace(folder, file, suffix);
    }

    /** A file of this folder, given relative to it. */
    public BackbonePlace withFile(Path relative) {
        return new BackbonePlace(folder, Optional.of(relative), "");
    }

    /** The same files of another folder. */
    public BackbonePlace in(Path other) {
        return new BackbonePlace(other, file, variant);
    }

    /** The same place where a relative folder starts at another. */
    public BackbonePlace from(Path base) {
        return in(base.toAbsolutePath().resolve(folder).normalize());
    }

    /** Whether nothing is said of which files are meant. */
    public boolean isOpen() {
        return file.isEmpty() && variant.isEmpty();
    }

    /**
     * The folder, for what has no ONNX files.
     *
     * @param what is wanted of the folder, for the message
     * @throws InvalidInputException if it was said which of the ONNX files are meant
     */
    public Path folderOf(String what) {
        if (!isOpen()) {
            throw new InvalidInputException(
                    toString(),
                    "says which ONNX file is meant, and there is none of " + what + "; name the folder alone");
        }
        return folder;
    }

    /** Where the file is that was said; empty where none was. */
    public Optional<Path> model() {
        return file.map(folder::resolve);
    }

    /** As a user may write it. */
    @Override
    public String toString() {
        return model().orElse(folder) + (variant.isEmpty() ? "" : ":" + variant);
    }
}
