package dev.graft.models.data.questions;

import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.JsonArrayReader;
import dev.graft.models.data.records.NumberedImages;
import dev.graft.models.data.records.RecordDataset;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * VQA v1 and v2, OK-VQA: the official pair of a questions and an annotations file, with COCO image names.
 */
public final class VqaFormat implements DatasetFormat {
    private static final String QUESTIONS = "questions";
    private static final String ANNOTATIONS = "annotations";

    @Override
    public String id() {
        return "vqa";
    }

    @Override
    public String look() {
        return "a VQA questions file";
    }

    @Override
    public Match match(FirstRecord first) {
        return first.shape() == FirstRecord.Shape.OBJECT && first.fields().get(QUESTIONS) == FirstRecord.Kind.ARRAY
                ? Match.YES
                : Match.NO;
    }

    @Override
    public Optional<String> advice(FirstRecord first) {
        return first.isObject() && first.has(ANNOTATIONS)
                ? Optional.of(
                        "holds annotations; give the path of the questions file, the annotations are found beside it")
                : Optional.empty();
    }

    /** Annotations beside questions. */
    @Override
    public boolean isCompanion(Path file, List<Path> files) {
        return name(file).contains(ANNOTATIONS)
                && files.stream().anyMatch(each -> name(each).contains(QUESTIONS));
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        Path images = RecordDataset.folder(file, options);
        Optional<Path> annotations = options.annotations().or(() -> annotationsBeside(file));
        if (annotations.isEmpty() && !options.unanswered()) {
            throw new ModelFileException(
                    file,
                    "no annotations file '" + name(file).replace(QUESTIONS, ANNOTATIONS)
                            + "' beside the questions; put the file that holds the answers there. The questions"
                            + " of a test split have no answers to learn or to compare with");
        }
        return RecordDataset.of(
                this,
                options,
                Stream.concat(Stream.of(file), annotations.stream()).toList(),
                () -> JsonArrayReader.open(file, QUESTIONS),
                () -> new VqaRecords(NumberedImages.of(file, images), annotations));
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /**
     * The annotations file with the name that the official files have, {@code annotations} for {@code questions}, and
     * without the task ({@code OpenEnded_}), which both tasks share annotations of; empty where there is none.
     */
    private static Optional<Path> annotationsBeside(Path questions) {
        String name = name(questions).replace(QUESTIONS, ANNOTATIONS);
        return Stream.of(name, name.replaceFirst("(OpenEnded|MultipleChoice)_", ""))
                .map(questions::resolveSibling)
                .filter(file -> !file.equals(questions) && Files.isRegularFile(file))
                .findFirst();
    }
}
