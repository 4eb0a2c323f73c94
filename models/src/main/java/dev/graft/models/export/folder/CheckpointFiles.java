package dev.graft.models.export.folder;

import dev.graft.backbones.tokenizer.Tokenizer;
import dev.graft.models.folder.CheckpointOrigin;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files of a checkpoint besides weights and {@code config.json}, copied as they are: processor, template, generation,
 * tokenizers.
 *
 * @param folders where they are; of files of one name the first counts
 * @param language the folder of the language model, whose tokenizer is the checkpoint's where that has none
 */
public record CheckpointFiles(List<Path> folders, Path language) {
    /** A tokenizer of the adapter's own, as InstructBLIP has. */
    private static final String QUESTIONS = "qformer_tokenizer";

    private static final String CONFIG = "config.json";

    private static final List<String> TOKENIZER = List.of("tokenizer.json", "tokenizer_config.json", "tokenizer.model");

    /** Writes them into a folder. */
    public void write(Path written) {
        Map<String, Path> files = new LinkedHashMap<>();
        folders.forEach(folder -> add(folder, "", files));
        folders.stream()
                .map(folder -> folder.resolve(CONFIG))
                .filter(Files::isRegularFile)
                .findFirst()
                .ifPresent(config -> files.putAll(
                        CustomCode.of(Stream.concat(Stream.of(config), files.values().stream()), folders)));
        folders.forEach(folder -> add(folder.resolve(QUESTIONS), QUESTIONS + "/", files));
        if (!files.containsKey("tokenizer.json") && !files.containsKey("tokenizer.model")) {
            for (String name : TOKENIZER) {
                if (Files.isRegularFile(language.resolve(name))) {
                    files.putIfAbsent(name, language.resolve(name));
                }
            }
        }
        files.forEach((name, file) -> {
            try {
                Path target = written.resolve(name);
                Files.createDirectories(target.getParent());
                AtomicFiles.write(target, Files.readAllBytes(file));
            } catch (IOException e) {
                throw new ModelFileException(file, "cannot be copied: " + e.getMessage(), e);
            }
        });
    }

    /** Whatever else lies beside weights, such as in a folder of downloads, is none of the checkpoint's. */
    private static void add(Path folder, String prefix, Map<String, Path> files) {
        Stream.concat(CheckpointOrigin.FILES.stream(), Tokenizer.VOCABULARIES.stream())
                .filter(name -> !name.equals(CONFIG) && Files.isRegularFile(folder.resolve(name)))
                .forEach(name -> files.putIfAbsent(prefix + name, folder.resolve(name)));
    }
}
