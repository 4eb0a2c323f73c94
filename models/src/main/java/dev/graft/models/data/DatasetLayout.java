package dev.graft.models.data;

import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which file of a path holds the samples. */
final class DatasetLayout {
    private DatasetLayout() {}

    /** Opens the data file of {@code path}, which may be a file or a folder. */
    static Dataset open(Path path, DatasetOptions options) {
        if (!Files.exists(path)) {
            throw new ModelFileException(path, "no such file or folder");
        }
        Path file = Files.isDirectory(path) ? fileIn(path) : path;
        return options.format().orElseGet(() -> FormatProbe.of(file)).open(file, options);
    }

    /** The only data file of a folder, which may be laid out as a format is published. */
    private static Path fileIn(Path folder) {
        Collection<DatasetFormat> formats = DatasetFormats.ALL.all().values();
        List<Path> published = formats.stream()
                .map(format -> format.filesIn(folder))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
        List<Path> files = published.isEmpty() ? dataFiles(folder, formats) : published;
        if (files.size() != 1) {
            String found = files.isEmpty()
                    ? "none"
                    : files.stream()
                            .map(file -> folder.relativize(file).toString())
                            .collect(Collectors.joining(", "));
            throw new ModelFileException(
                    folder,
                    "expected one data file (.jsonl or .json) in the folder, found " + found
                            + (files.isEmpty() ? "" : "; give the path of the one to read"));
        }
        return files.get(0);
    }

    private static List<Path> dataFiles(Path folder, Collection<DatasetFormat> formats) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(Files::isRegularFile)
                    .filter(file -> formats.stream()
                            .anyMatch(
                                    format -> format.hasName(file.getFileName().toString())))
                    .sorted()
                    .toList();
            return files.stream()
                    .filter(file -> formats.stream().noneMatch(format -> format.isCompanion(file, files)))
                    .toList();
        } catch (IOException e) {
            throw DataText.failure(folder.toString(), e);
        }
    }
}
