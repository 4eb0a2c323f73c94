package dev.graft.models.folder;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.backbones.text.TextEncoder;
import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.models.source.Reference;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.FileHash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A frozen backbone that a model folder refers to. It is not copied; its hash tells whether it is still the same.
 *
 * @param place where it lies, absolute or relative to the model folder, and which of the files there it is
 * @param id what it calls itself
 * @param sha256 of its model files
 * @param width of the vectors that it gives or takes
 */
public record BackboneReference(BackbonePlace place, String id, String sha256, int width) {
    private static final String TOKENIZER = "tokenizer.json";
    private static final System.Logger LOG = System.getLogger(BackboneReference.class.getName());

    /** The reference to an open vision encoder. */
    public static BackboneReference of(BackbonePlace place, VisionEncoder vision) {
        return new BackboneReference(opened(place, vision.files()), vision.id(), vision.sha256(), vision.width());
    }

    /** The reference to an open language model. */
    public static BackboneReference of(BackbonePlace place, LanguageModel language) {
        return new BackboneReference(
                opened(place, language.files()),
                language.config().id(),
                FileHash.sha256(language.files()),
                language.width());
    }

    /** The reference to an open text encoder. */
    public static BackboneReference of(BackbonePlace place, TextEncoder text) {
        BackbonePlace opened = opened(place, text.files());
        return new BackboneReference(opened, text.id(), TextEncoder.sha256(opened), text.width());
    }

    /** The place with the file that was opened there, so that the same one is opened again. */
    private static BackbonePlace opened(BackbonePlace place, List<Path> files) {
        if (files.isEmpty()) {
            return place;
        }
        Path folder = place.folder().toAbsolutePath();
        return place.withFile(folder.relativize(files.get(0).toAbsolutePath()));
    }

    /**
     * The reference to a tokenizer that is needed without its language model. Its hash is that of {@code tokenizer.json}, its
     * width the number of its tokens.
     */
    public static BackboneReference ofTokenizer(Path folder, String id, Tokenizer tokenizer) {
        return new BackboneReference(BackbonePlace.of(folder), id, tokenizerSha256(folder), tokenizer.vocabularySize());
    }

    static String tokenizerSha256(Path folder) {
        return FileHash.sha256(folder.resolve(TOKENIZER));
    }

    /**
     * The same backbone in another place.
     *
     * @param part what it is, such as "vision encoder"
     * @param other absolute, and then it must be there, since who names a place wants the backbone from there and from
     *     nowhere else; or relative to the model folder. Where it does not say which file is meant, it is the same as before
     * @throws ModelFileException if there is nothing
     */
    public BackboneReference at(String part, BackbonePlace other) {
        if (other.folder().isAbsolute() && !Files.exists(other.folder())) {
            throw new ModelFileException(
                    other.folder(),
                    "the " + part + " '" + id + "' of SHA-256 " + sha256
                            + " should be here, where there is nothing; name the folder where it is, or leave it to the"
                            + " model folder to say");
        }
        boolean sameFile = other.isOpen()
                && place.file().isPresent()
                && Files.isRegularFile(other.folder().resolve(place.file().get()));
        return new BackboneReference(sameFile ? other.withFile(place.file().get()) : other, id, sha256, width);
    }

    /**
     * Where the backbone lies. One that a source carries is unpacked again, with a word, if it is gone, as on another
     * machine, or if it lies in a cache and is damaged there.
     *
     * @param part what it is, such as "vision encoder"
     * @throws ModelFileException if there is nothing
     */
    public BackbonePlace locate(String part, Path modelFolder) {
        BackbonePlace found = place.from(modelFolder);
        Optional<Reference.Named> carried = Reference.find(id);
        Optional<Path> cache = carried.flatMap(reference -> reference.cacheOf(found.folder()));
        if (cache.isPresent()) {
            return found.in(carried.get().locate(cache.get(), BackboneReference::tell));
        }
        if (!Files.exists(found.folder())) {
            if (carried.isPresent()) {
                return found.in(carried.get().locate(BackboneReference::tell));
            }
            String key = part.split(" ")[0];
            String option = key.equals("vision") ? key : "language";
            throw new ModelFileException(
                    modelFolder.resolve(ModelFolder.CONFIG),
                    "the " + part + " '"
                            + id + "' of SHA-256 " + sha256 + " should be at " + found
                            + ", where there is nothing; put it"
                            + " back, say by --" + option + " where it is, or change '" + key + ".path' in this file");
        }
        return found;
    }

    private static void tell(String message) {
        LOG.log(System.Logger.Level.WARNING, message);
    }

    /**
     * Refuses another backbone than the adapter was trained with.
     *
     * @param part what it is, such as "vision encoder"
     * @throws ModelFileException if its width or its files are others
     */
    public void require(String part, BackboneReference found) {
        if (found.width != width) {
            throw new ModelFileException(
                    found.place.folder(),
                    "the adapter was trained for a " + part + " of width " + width
                            + " ('" + id + "'), '" + found.id + "' has width " + found.width
                            + "; give the folder of the original, or train a new adapter");
        }
        requireFiles(part, found);
    }

    /** Refuses other files than the adapter was trained with. */
    public void requireFiles(String part, BackboneReference found) {
        if (!found.sha256.equals(sha256)) {
            throw new ModelFileException(
                    found.place.folder(),
                    "the adapter was trained with the " + part + " '" + id
                            + "' of SHA-256 " + sha256 + ", the files of '" + found.id + "' have " + found.sha256
                            + "; give the folder of the original, or train a new adapter");
        }
    }
}
