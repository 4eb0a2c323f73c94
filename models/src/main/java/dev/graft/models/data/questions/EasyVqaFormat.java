package dev.graft.models.data.questions;

import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.JsonFormat;
import dev.graft.models.data.records.RecordParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * easy-VQA: {@code questions.json} holds {@code [question, answer, image_id]}, {@code images/} the images. Its folder has both
 * for {@code train} and for {@code test}.
 */
public final class EasyVqaFormat implements JsonFormat {
    @Override
    public String id() {
        return "easy-vqa";
    }

    @Override
    public String look() {
        return "easy-VQA's [question, answer, image_id]";
    }

    @Override
    public Match match(FirstRecord first) {
        return first.shape() == FirstRecord.Shape.ARRAYS ? Match.YES : Match.NO;
    }

    @Override
    public RecordParser parser(Path images) {
        return new EasyVqaRecords(images);
    }

    @Override
    public Path images(Path folder) {
        return folder.resolve("images");
    }

    @Override
    public List<Path> filesIn(Path folder) {
        return Stream.of("train", "test")
                .map(split -> folder.resolve(split).resolve("questions.json"))
                .filter(Files::isRegularFile)
                .toList();
    }
}
