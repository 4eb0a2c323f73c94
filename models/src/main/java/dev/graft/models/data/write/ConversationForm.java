package dev.graft.models.data.write;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import dev.graft.models.data.Turn;
import dev.graft.models.data.conversations.ConversationRecords;
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

    /** Without spaces around questions that show images, which readers take for those around the marker. */
    @Override
    public Sample kept(Sample sample) {
        List<Turn> history = new ArrayList<>();
        for (int turn = 0; turn < sample.history().size(); turn++) {
            Turn each = sample.history().get(turn);
            history.add(new Turn(stripped(sample, turn, each.question()), each.answer()));
        }
        return new Sample(
                sample.id(),
                sample.images(),
                sample.instruction(),
                history,
                stripped(sample, history.size(), sample.question()),
                List.of(sample.target()),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                sample.record());
    }

    private static String stripped(Sample sample, int turn, String text) {
        return sample.images().stream().anyMatch(image -> image.place().turn() == turn) ? text.strip() : text;
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
            say(said, user, marked(last, turn, last.history().get(turn).question()));
            say(said, model, last.history().get(turn).answer());
        }
        say(said, user, marked(last, last.history().size(), last.question()));
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
    private static String marked(Sample sample, int turn, String text) {
        StringBuilder marked = new StringBuilder();
        int written = 0;
        for (PlacedImage image : sample.images()) {
            if (image.place().turn() == turn) {
                int offset = Math.min(Math.max(written, image.place().offset()), text.length());
                String before = text.substring(written, offset);
                marked.append(before)
                        .append(offset > written && offset == text.length() ? " " : "")
                        .append(MARKER)
                        .append(offset == 0 ? "\n" : "");
                written = offset;
            }
        }
        return marked.append(text.substring(written)).toString();
    }
}
