package dev.graft.models.data;

import dev.graft.models.data.composed.ConfinedDataset;
import dev.graft.models.data.composed.PartDataset;
import dev.graft.models.data.composed.ShardedDataset;
import dev.graft.models.data.shards.GivenData;
import dev.graft.models.data.shards.Shards;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.ConfinedFolder;
import dev.graft.tensors.files.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which files of a path hold the samples. */
final class DatasetLayout {
    /** The folder in which data sets of the Hugging Face hub have their files. */
    private static final String DATA = "data";

    private DatasetLayout() {}

    /** Opens the data of {@code path}, which may be a file, a folder, shards, or a part of these. */
    static Dataset open(Path path, DatasetOptions options) {
        GivenData given = GivenData.of(path);
        DatasetOptions wanted = given.split().isPresent() ? options.withSplit(given.split()) : options;
        List<Path> files = given.files();
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw new ModelFileException(file, "no such file or folder");
            }
        }
        Dataset dataset = files.size() == 1 && Files.isDirectory(files.get(0))
                ? openFolder(files.get(0), wanted)
                : open(path.toString(), files, wanted);
        return options.confined() ? new ConfinedDataset(dataset, folder(files.get(0), options)) : dataset;
    }

    /** That of the images, or of the data where no other is given. */
    private static ConfinedFolder folder(Path data, DatasetOptions options) {
        Path own = Files.isDirectory(data) ? data : data.toAbsolutePath().getParent();
        return ConfinedFolder.of(options.images().orElse(own));
    }

    private static Dataset open(String name, List<Path> files, DatasetOptions options) {
        DatasetFormat format = options.format().orElseGet(() -> FormatProbe.of(files.get(0)));
        options.format().ifPresent(given -> FormatProbe.requireReadable(files.get(0), given, options));
        List<Dataset> shards =
                files.stream().map(file -> format.open(file, options)).toList();
        Dataset all = shards.size() == 1 ? shards.get(0) : new ShardedDataset(name, shards);
        return options.split().<Dataset>map(part -> new PartDataset(all, part)).orElse(all);
    }

    /** The only data file of a folder, which may be laid out as a format is published, or the shards of one part. */
    private static Dataset openFolder(Path folder, DatasetOptions options) {
        Collection<DatasetFormat> formats = DatasetFormats.ALL.all().values();
        List<Path> published = formats.stream()
                .map(format -> format.filesIn(folder))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
        List<Path> files = published.isEmpty() ? dataFiles(folder, formats) : published;
        if (files.isEmpty() && Files.isDirectory(folder.resolve(DATA))) {
            files = dataFiles(folder.resolve(DATA), formats);
        }
        if (files.size() == 1 && options.split().isEmpty()) {
            return open(folder.toString(), files, options);
        }
        Map<String, List<Path>> parts = Shards.parts(files);
        if (options.split().isPresent()) {
            return openPart(folder, files, parts, options);
        }
        if (parts.size() == 1 && files.size() > 1) {
            return open(folder.toString(), files, options);
        }
        String problem = files.isEmpty() ? "none" + advice(folder) : found(folder, files);
        if (!parts.isEmpty()) {
            problem = "the parts " + String.join(", ", parts.keySet()) + "; say which to read, as in " + folder + "#"
                    + parts.keySet().iterator().next();
        }
        throw new ModelFileException(
                folder, "expected one data file (.jsonl or .json) in the folder, found " + problem);
    }

    private static Dataset openPart(
            Path folder, List<Path> files, Map<String, List<Path>> parts, DatasetOptions options) {
        String split = options.split().orElseThrow();
        Set<String> wanted = new LinkedHashSet<>(List.of(split.split("\\+")));
        List<String> missing =
                wanted.stream().filter(part -> !parts.containsKey(part)).toList();
        if (missing.isEmpty()) {
            List<Path> chosen =
                    wanted.stream().flatMap(part -> parts.get(part).stream()).toList();
            return open(folder + "#" + split, chosen, options.withSplit(Optional.empty()));
        }
        if (files.size() == 1 && missing.size() == wanted.size()) {
            return open(folder.toString(), files, options);
        }
        throw new ModelFileException(
                folder,
                "no part '" + String.join("+", missing) + "' in the folder, found "
                        + (parts.isEmpty() ? found(folder, files) : String.join(", ", parts.keySet())));
    }

    private static String found(Path folder, List<Path> files) {
        return files.stream().map(file -> folder.relativize(file).toString()).collect(Collectors.joining(", "))
                + "; give the path of the one to read";
    }

    private static String advice(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            boolean images = entries.anyMatch(Files::isDirectory);
            return images
                    ? "; folders of images alone say nothing of them: a metadata.jsonl with file_name and text does"
                    : "";
        } catch (IOException e) {
            throw InputFile.unlisted(folder, e);
        }
    }

    private static List<Path> dataFiles(Path folder, Collection<DatasetFormat> formats) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(Files::isRegularFile)
                    .filter(file -> formats.stream().anyMatch(format -> hasName(format, file)))
                    .sorted()
                    .toList();
            return files.stream()
                    .filter(file -> formats.stream().noneMatch(format -> format.isCompanion(file, files)))
                    .toList();
        } catch (IOException e) {
            throw InputFile.unlisted(folder, e);
        }
    }

    /** Also of a file that is packed. */
    private static boolean hasName(DatasetFormat format, Path file) {
        return format.hasName(file.getFileName().toString().replaceFirst("\\.gz$", ""));
    }
}
