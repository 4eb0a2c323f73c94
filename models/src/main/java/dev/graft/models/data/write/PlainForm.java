package dev.graft.models.data.write;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.ImagePlace;
import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import dev.graft.models.data.records.PlainFormat;
import java.nio.file.Path;
import java.util.List;

/** Graft's own records, which hold all of a sample: one for each. */
public final class PlainForm implements SampleForm {
    @Override
    public boolean isLines() {
        return true;
    }

    @Override
    public boolean joinsTurns() {
        return false;
    }

    @Override
    public Sample kept(Sample sample) {
        // A question of spaces is none.
        return sample.question().isBlank() ? sample.withQuestion("") : sample;
    }

    @Override
    public String record(List<Sample> turns) {
        Sample sample = turns.get(0);
        ObjectNode record = JsonNodeFactory.instance.objectNode().put("id", sample.id());
        images(record, sample.images());
        if (!sample.instruction().isEmpty()) {
            record.put("system", sample.instruction());
        }
        if (!sample.history().isEmpty()) {
            ArrayNode history = record.putArray("history");
            sample.history()
                    .forEach(turn -> history.addArray().add(turn.question()).add(turn.answer()));
        }
        if (!sample.question().isEmpty()) {
            record.put("question", sample.question());
        }
        texts(record, sample.question().isEmpty() ? "caption" : "answer", sample.answers());
        if (!sample.choices().isEmpty()) {
            ArrayNode choices = record.putArray("answer_choices");
            sample.choices().forEach(choices::add);
        }
        sample.questionType().ifPresent(type -> record.put("question_type", type));
        sample.answerType().ifPresent(type -> record.put("answer_type", type));
        return RecordText.of(record);
    }

    @Override
    public List<Sample> read(String record, Path images) {
        return RecordText.read(record, new PlainFormat().parser(images));
    }

    private static void images(ObjectNode record, List<PlacedImage> images) {
        if (images.size() == 1 && images.get(0).place().equals(ImagePlace.FRONT)) {
            record.put("image", images.get(0).image().name());
        } else if (!images.isEmpty()) {
            ArrayNode all = record.putArray("images");
            for (PlacedImage image : images) {
                if (image.place().equals(ImagePlace.FRONT)) {
                    all.add(image.image().name());
                } else {
                    all.addObject()
                            .put("path", image.image().name())
                            .put("turn", image.place().turn())
                            .put("offset", image.place().offset());
                }
            }
        }
    }

    private static void texts(ObjectNode record, String name, List<String> texts) {
        if (texts.size() == 1) {
            record.put(name, texts.get(0));
        } else {
            ArrayNode all = record.putArray(name + "s");
            texts.forEach(all::add);
        }
    }
}
