package dev.graft.models.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Place;
import dev.graft.tensors.files.AtomicFiles;
import dev.graft.tensors.files.JsonFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model folder keeps of the whole checkpoint that it was imported from: the files that say what the model is, so that it can
 * be written as that checkpoint again with a trained adapter, and where the checkpoint's weights were.
 *
 * @param kept the folder with the files
 * @param weights the checkpoint's folder at the time of the import
 */
public record CheckpointOrigin(Path kept, Path weights) {
    private static final String FOLDER = "checkpoint";
    private static final String ORIGIN = "origin.json";
    private static final String WEIGHTS = "weights";

    /** Configuration, processor, template and what names the special tokens; vocabularies, which are large, stay where they are. */
    public static final List<String> FILES = List.of(
            "config.json",
            "processor_config.json",
            "preprocessor_config.json",
            "video_preprocessor_config.json",
            "chat_template.jinja",
            "chat_template.json",
            "generation_config.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json");

    /**
     * Keeps the files of a checkpoint in a model folder.
     *
     * @throws ModelFileException if one cannot be read, or is larger than such a file can be
     */
    static void keep(Path checkpoint, Path model) {
        new CheckpointOrigin(checkpoint, checkpoint.toAbsolutePath().normalize())
                .read()
                .write(model);
    }

    /**
     * What the files say, for another model: it is there also when they are gone meanwhile.
     *
     * @throws ModelFileException if one cannot be read, or is larger than such a file can be
     */
    public Content read() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try {
            for (String name : FILES) {
                Path file = kept.resolve(name);
                if (Files.isRegularFile(file)) {
                    requireSmall(file);
                    files.put(name, Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw new ModelFileException(kept, "cannot be read: " + e.getMessage(), e);
        }
        return new Content(files, weights);
    }

    /**
     * What the files of a checkpoint say.
     *
     * @param files by name, with their bytes
     * @param weights the folder of the checkpoint, which has its weights
     */
    public record Content(Map<String, byte[]> files, Path weights) {
        /** Keeps them in a model folder. */
        public void write(Path model) {
            Path copies = model.resolve(FOLDER);
            try {
                Files.createDirectories(copies);
            } catch (IOException e) {
                throw new UncheckedIOException(Place.at(copies, "cannot be made: " + e.getMessage()), e);
            }
            files.forEach((name, bytes) -> AtomicFiles.write(copies.resolve(name), bytes));
            AtomicFiles.write(
                    copies.resolve(ORIGIN),
                    JsonNodeFactory.instance
                                    .objectNode()
                                    .put(WEIGHTS, weights.toString())
                                    .toPrettyString()
                            + "\n");
        }
    }

    private static void requireSmall(Path file) throws IOException {
        if (Files.size(file) > JsonFile.MAX_BYTES) {
            throw new ModelFileException(
                    file,
                    "has " + Files.size(file) + " bytes, and at most " + JsonFile.MAX_BYTES
                            + " are expected of a file that says what a model is; download it again");
        }
    }

    /**
     * That of the model with whose weights another one began; empty where these are weights alone, and where the other one has
     * other backbones, so that it is not the checkpoint with another adapter.
     *
     * @param weights the model's folder, or its file of weights
     * @throws ModelFileException if a file of the model is damaged
     */
    public static Optional<CheckpointOrigin> of(Path weights, VisionLanguageDescription begun) {
        Path model =
                Files.isDirectory(weights) ? weights : weights.toAbsolutePath().getParent();
        return of(model)
                .filter(origin -> ModelFolder.is(model)
                        && ModelDescription.load(model) instanceof VisionLanguageDescription first
                        && first.vision().sha256().equals(begun.vision().sha256())
                        && first.language().sha256().equals(begun.language().sha256()));
    }

    /**
     * That of a model folder; empty of a model that was not imported from a whole checkpoint.
     *
     * @throws ModelFileException if its file is damaged
     */
    public static Optional<CheckpointOrigin> of(Path model) {
        Path kept = model.resolve(FOLDER);
        Path file = kept.resolve(ORIGIN);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        JsonNode weights = JsonFile.read(file, JsonNode.class).path(WEIGHTS);
        if (!weights.isTextual()) {
            throw new ModelFileException(
                    file, "\"" + WEIGHTS + "\" should be a folder, found " + JsonFile.shown(weights));
        }
        return Optional.of(new CheckpointOrigin(kept, Path.of(weights.asText())));
    }
}
