package dev.graft.backbones.folder;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the ONNX files of a model folder, which exporters put into {@code onnx/} or beside {@code config.json}. */
public final class OnnxFiles {
    private final Path folder;

    public OnnxFiles(Path folder) {
        this.folder = folder;
        if (!Files.isDirectory(folder)) {
            throw new ModelFileException(folder, "there is no such model folder");
        }
    }

    /** The first of the given names that exists, without its ending {@code .onnx}. */
    public Optional<Path> find(List<String> names) {
        for (String name : names) {
            for (Path place : List.of(folder.resolve("onnx"), folder)) {
                Path file = place.resolve(name + ".onnx");
                if (Files.isRegularFile(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    /** As {@link #find}, or else the only ONNX file of the folder, such as {@code model_fp16.onnx}. */
    public Path requireModel(String what, List<String> names) {
        return find(names).or(this::only).orElseGet(() -> require(what, names));
    }

    private Optional<Path> only() {
        List<String> all = list();
        return all.size() == 1 ? Optional.of(folder.resolve(all.get(0))) : Optional.empty();
    }

    /** As {@link #find}, or an error that lists what there is. */
    public Path require(String what, List<String> names) {
        return find(names)
                .orElseThrow(() -> new ModelFileException(
                        folder,
                        "no " + what + " found; expected onnx/" + String.join(".onnx or onnx/", names) + ".onnx, found "
                                + list()));
    }

    private List<String> list() {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, 2)) {
            files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .forEach(file -> found.add(folder.relativize(file).toString()));
        } catch (IOException | UncheckedIOException e) {
            throw InputFile.unlisted(folder, e);
        }
        return found;
    }
}
