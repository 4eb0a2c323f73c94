package dev.graft.models.data.questions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.Dataset;
import dev.graft.models.data.DatasetFormat;
import dev.graft.models.data.DatasetOptions;
import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.Sample;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.ImageFolder;
import dev.graft.models.data.records.JsonArrayReader;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.RecordDataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * ScienceQA: {@code problems.json} with each question under its id, its choices, and the number of the right one; the image of
 * question 7 of the training part is {@code train/7/image.png}. Half of the questions are about no image. What is given as a
 * {@code hint} stands before the question; {@code pid_splits.json} says nothing that the questions do not say.
 */
public final class ScienceQaFormat implements DatasetFormat {
    @Override
    public String id() {
        return "scienceqa";
    }

    @Override
    public String look() {
        return "ScienceQA's questions by id with 'choices'";
    }

    @Override
    public Match match(FirstRecord first) {
        return FirstValue.has(first, "question", "choices") ? Match.YES : Match.NO;
    }

    @Override
    public boolean isCompanion(Path file, List<Path> files) {
        return String.valueOf(file.getFileName()).equals("pid_splits.json");
    }

    @Override
    public Dataset open(Path file, DatasetOptions options) {
        return RecordDataset.of(this, options, List.of(file), () -> JsonArrayReader.ofValues(file), () -> {
            ImageFolder images = new ImageFolder(RecordDataset.folder(file, options));
            return record -> List.of(sample(record, images));
        });
    }

    private static Sample sample(JsonRecord record, ImageFolder images) {
        record.requireObject("'question', 'choices' and 'answer'");
        List<String> choices = new ArrayList<>();
        record.elements("choices").forEach(each -> choices.add(record.wordsOf(each, "each element of 'choices'")));
        long answer = record.wholeNumber("answer");
        if (answer < 0 || answer >= choices.size()) {
            throw record.error("field 'answer' must be the number of one of " + choices.size()
                    + " choices, from 0, found " + answer);
        }
        String question = record.filledTextOf(record.get("question"), "field 'question'");
        String hint = record.optionalText("hint").orElse("").strip();
        Draft draft = new Draft(record, record.name())
                .question(hint.isEmpty() ? question : hint + "\n" + question)
                .choices(choices)
                .answers(List.of(choices.get((int) answer)))
                .types(record.optionalText("subject"), record.optionalText("topic"));
        JsonNode image = record.get("image");
        if (image != null && !image.isNull()) {
            String name = record.name() + "/" + record.textOf(image, "field 'image'");
            String split = record.optionalText("split").orElse("train");
            draft.image(images.find(record, List.of(split + "/" + name, name)));
        }
        return draft.sample();
    }
}
