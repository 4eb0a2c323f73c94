package dev.graft.models.data.records;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which file of a path holds the samples, and in which format.
 *
 * @param format the format
 * @param file the file with the records
 * @param options what was asked for
 */
public record DatasetLayout(DatasetFormat format, Path file, DatasetOptions options) {
    private static final String QUESTIONS = "questions";
    private static final String ANNOTATIONS = "annotations";

    /** Finds the data file of {@code path}, which may be a file or a folder. */
    public static DatasetLayout of(Path path, DatasetOptions options) {
        if (!Files.exists(path)) {
            throw new ModelFileException("data set " + path + ": no such file or folder");
        }
        Path file = Files.isDirectory(path) ? fileIn(path) : path;
        return new DatasetLayout(options.format().orElseGet(() -> FormatProbe.of(file)), file, options);
    }

    public Dataset open() {
        Path folder = file.toAbsolutePath().getParent();
        Path images = options.images().orElse(folder);
        return switch (format) {
            case RECORDS -> dataset(() -> new PlainRecords(images));
            case LLAVA -> dataset(() -> new LlavaRecords(images));
            case EASY_VQA -> dataset(() -> new EasyVqaRecords(options.images().orElse(folder.resolve("images"))));
            case VQA -> vqa(images);
            case POPE -> dataset(() -> new PopeRecords(images));
        };
    }

    private Dataset dataset(ParserSource parser) {
        return new FileDataset(format, List.of(file), () -> new SampleIterator(RecordReader.open(file), parser.open()));
    }

    private Dataset vqa(Path images) {
        Path annotations = options.annotations().orElseGet(() -> annotationsBeside(file));
        return new FileDataset(format, List.of(file, annotations), () -> {
            VqaImages naming = VqaImages.of(file, images);
            RecordReader questions = JsonArrayReader.open(file, QUESTIONS);
            try {
                return new SampleIterator(questions, new VqaRecords(naming, annotations));
            } catch (RuntimeException e) {
                questions.close();
                throw e;
            }
        });
    }

    /** The data file of a folder: easy-VQA's, a VQA pair's, or the only JSON file. */
    private static Path fileIn(Path folder) {
        List<Path> splits = Stream.of("train", "test")
                .map(split -> folder.resolve(split).resolve("questions.json"))
                .filter(Files::isRegularFile)
                .toList();
        List<Path> files = splits.isEmpty() ? dataFiles(folder) : splits;
        if (files.size() != 1) {
            String found = files.isEmpty()
                    ? "none"
                    : files.stream()
                            .map(file -> folder.relativize(file).toString())
                            .collect(Collectors.joining(", "));
            throw new ModelFileException("data set " + folder
                    + ": expected one data file (.jsonl or .json) in the folder, found " + found
                    + (files.isEmpty() ? "" : "; give the path of the one to read"));
        }
        return files.get(0);
    }

    private static List<Path> dataFiles(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(Files::isRegularFile)
                    .filter(file -> name(file).matches(".*\\.(json|jsonl|ndjson)"))
                    .sorted()
                    .toList();
            boolean questions = files.stream().anyMatch(file -> name(file).contains(QUESTIONS));
            return files.stream()
                    .filter(file -> !questions || !name(file).contains(ANNOTATIONS))
                    .toList();
        } catch (IOException e) {
            throw DataFile.failure(folder.toString(), e);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /**
     * The annotations file with the name that the official files have: {@code annotations} for {@code questions}, and
     * without the task ({@code OpenEnded_}), which both tasks share annotations of.
     */
    private static Path annotationsBeside(Path questions) {
        String name = name(questions).replace(QUESTIONS, ANNOTATIONS);
        return Stream.of(name, name.replaceFirst("(OpenEnded|MultipleChoice)_", ""))
                .map(questions::resolveSibling)
                .filter(file -> !file.equals(questions) && Files.isRegularFile(file))
                .findFirst()
                .orElseThrow(() -> new ModelFileException(questions + ": no annotations file '" + name
                        + "' beside the questions; name the file that holds the answers"));
    }

    private interface ParserSource {
        public RecordParser open();
    }
}
