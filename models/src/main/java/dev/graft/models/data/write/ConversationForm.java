package dev.graft.models.data.write;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.ImagePlace;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import dev.graft.models.data.Turn;
import dev.graft.models.data.conversations.ConversationRecords;
import dev.graft.models.data.records.PlacedText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Conversations as LLaVA and its kin write them, {@code <image>} where an image stands. They have one answer to each question,
 * and neither choices nor types of questions.
 */
public enum ConversationForm implements SampleForm {
    /** {@code conversations} of {@code human} and {@code gpt}, in a JSON array. */
    LLAVA("conversations", "from", "value", "human", "gpt", "image"),
    /** {@code messages} of {@code user} and {@code assistant}, one record a line. */
    MESSAGES("messages", "role", "content", "user", "assistant", "images");

    private static final String MARKER = "<image>";

    private final String list;
    private final String who;
    private final String what;
    private final String user;
    private final String model;
    private final String images;

    ConversationForm(String list, String who, String what, String user, String model, String images) {
        this.list = list;
        this.who = who;
        this.what = what;
        this.user = user;
        this.model = model;
        this.images = images;
    }

    @Override
    public boolean isLines() {
        return this == MESSAGES;
    }

    @Override
    public boolean joinsTurns() {
        return true;
    }

    /** Without those spaces around images that readers take for the marker's. */
    @Override
    public Sample kept(Sample sample) {
        List<Turn> history = new ArrayList<>();
        List<PlacedImage> images = new ArrayList<>();
        String question = "";
        for (int turn = 0; turn <= sample.history().size(); turn++) {
            PlacedText text = placed(sample, turn);
            for (int i = 0; i < text.images().size(); i++) {
                images.add(new PlacedImage(
                        text.images().get(i),
                        new ImagePlace(turn, text.offsets().get(i))));
            }
            if (turn < sample.history().size()) {
                history.add(new Turn(text.text(), sample.history().get(turn).answer()));
            } else {
                question = text.text();
            }
        }
        return new Sample(
                sample.id(),
                images,
                sample.instruction(),
                history,
                question,
                List.of(sample.target()),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                sample.record());
    }

    /** A turn's words with its images among them, as they are read. */
    private static PlacedText placed(Sample sample, int turn) {
        String text =
                turn < sample.history().size() ? sample.history().get(turn).question() : sample.question();
        List<String> texts = new ArrayList<>();
        List<ImageRef> images = new ArrayList<>();
        int written = 0;
        for (PlacedImage image : sample.images()) {
            if (image.place().turn() == turn) {
                int offset = Math.min(Math.max(written, image.place().offset()), text.length());
                texts.add(text.substring(written, offset));
                images.add(image.image());
                written = offset;
            }
        }
        texts.add(text.substring(written));
        return PlacedText.between(texts, images);
    }

    @Override
    public String record(List<Sample> turns) {
        Sample last = turns.get(turns.size() - 1);
        ObjectNode record = JsonNodeFactory.instance.objectNode().put("id", last.id());
        if (last.images().size() == 1 && this == LLAVA) {
            record.put(images, last.images().get(0).image().name());
        } else if (!last.images().isEmpty()) {
            ArrayNode names = record.putArray(images);
            last.images().forEach(image -> names.add(image.image().name()));
        }
        ArrayNode said = record.putArray(list);
        if (!last.instruction().isEmpty()) {
            say(said, "system", last.instruction());
        }
        for (int turn = 0; turn < last.history().size(); turn++) {
            say(said, user, marked(last, turn));
            say(said, model, last.history().get(turn).answer());
        }
        say(said, user, marked(last, last.history().size()));
        say(said, model, last.answers().get(0));
        return RecordText.of(record);
    }

    @Override
    public List<Sample> read(String record, Path folder) {
        return RecordText.read(record, new ConversationRecords(folder));
    }

    private void say(ArrayNode said, String role, String text) {
        said.addObject().put(who, role).put(what, text);
    }

    /** A question with markers for its images. */
    private static String marked(Sample sample, int turn) {
        PlacedText placed = placed(sample, turn);
        StringBuilder marked = new StringBuilder();
        int written = 0;
        for (int offset : placed.offsets()) {
            marked.append(placed.text(), written, offset).append(MARKER).append(offset == 0 ? "\n" : "");
            written = offset;
        }
        return marked.append(placed.text().substring(written)).toString();
    }
}
