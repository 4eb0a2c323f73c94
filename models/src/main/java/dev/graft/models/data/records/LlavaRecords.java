package dev.graft.models.data.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.ImagePlace;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.PlacedImage;
import dev.graft.models.data.Sample;
import dev.graft.models.data.Turn;
import dev.graft.models.data.fault.FaultKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * LLaVA's format: {@code {"id", "image", "conversations": [{"from": "human", "value"}, {"from": "gpt", "value"}]}}.
 *
 * <p>Every answer becomes a sample with the turns before it as history. The marker {@code <image>} leaves the text, with
 * the spaces around it, as LLaVA's own preprocessing does; where it stood is kept. A conversation about an image without
 * a marker has the image in front. As LLaVA does, a first turn that is not the human's is passed over. Other fields
 * belong to others and are not looked at.
 */
final class LlavaRecords implements RecordParser {
    private static final String MARKER = "<image>";
    private static final Set<String> HUMAN = Set.of("human", "user");
    private static final Set<String> MODEL = Set.of("gpt", "assistant");

    private final Path images;

    LlavaRecords(Path images) {
        this.images = images;
    }

    @Override
    public List<Sample> parse(JsonRecord record) {
        record.requireObject("'conversations'");
        Optional<ImageRef> image = image(record);
        List<Turn> turns = turns(record);
        Optional<ImagePlace> place = marker(record, turns);
        if (place.isPresent() && image.isEmpty()) {
            throw record.error(FaultKind.MARKER, "'" + MARKER + "' in the text, but no field 'image'");
        }
        ImagePlace at = place.orElse(ImagePlace.FRONT);
        List<Turn> plain = turns.stream().map(LlavaRecords::withoutMarker).toList();
        List<Sample> samples = new ArrayList<>(plain.size());
        for (int i = 0; i < plain.size(); i++) {
            boolean seen = image.isPresent() && at.turn() <= i;
            samples.add(new Sample(
                    record.identifier("id"),
                    seen ? List.of(new PlacedImage(image.get(), at)) : List.of(),
                    "",
                    plain.subList(0, i),
                    plain.get(i).question(),
                    List.of(plain.get(i).answer()),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    record.number()));
        }
        return samples;
    }

    private Optional<ImageRef> image(JsonRecord record) {
        if (!record.has("image")) {
            return Optional.empty();
        }
        JsonNode value = record.node().get("image");
        if (value.isArray() && value.size() != 1) {
            throw record.error("field 'image' holds " + value.size() + " images; expected one for each conversation");
        }
        String name = record.filledTextOf(value.isArray() ? value.get(0) : value, "field 'image'");
        return Optional.of(record.image(images, name));
    }

    private static List<Turn> turns(JsonRecord record) {
        List<JsonNode> messages = record.elements("conversations");
        boolean modelFirst = MODEL.contains(field(record, messages.get(0), "from"));
        List<JsonNode> pairs = messages.subList(modelFirst ? 1 : 0, messages.size());
        if (pairs.isEmpty() || pairs.size() % 2 != 0) {
            throw record.error(
                    FaultKind.TURNS,
                    "expected every question in 'conversations' to have its answer, found " + messages.size()
                            + (messages.size() == 1 ? " message" : " messages"));
        }
        List<Turn> turns = new ArrayList<>(pairs.size() / 2);
        for (int i = 0; i < pairs.size(); i += 2) {
            String question = value(record, pairs.get(i), HUMAN, "human");
            String answer = value(record, pairs.get(i + 1), MODEL, "gpt");
            if (answer.isBlank()) {
                throw record.error(FaultKind.EMPTY, "the answer of turn " + (i / 2 + 1) + " is empty");
            }
            turns.add(new Turn(question, answer));
        }
        return turns;
    }

    private static String value(JsonRecord record, JsonNode message, Set<String> roles, String expected) {
        String from = field(record, message, "from");
        if (!roles.contains(from)) {
            throw record.error(
                    FaultKind.TURNS,
                    "expected human and gpt in turn in 'conversations', found '" + from + "' in place of '" + expected
                            + "'");
        }
        return field(record, message, "value");
    }

    private static String field(JsonRecord record, JsonNode message, String name) {
        return record.textOf(message.get(name), "'" + name + "' of each element of 'conversations'");
    }

    /** Where the image stands, counted in the text without the marker. */
    private static Optional<ImagePlace> marker(JsonRecord record, List<Turn> turns) {
        Optional<ImagePlace> place = Optional.empty();
        for (int i = 0; i < turns.size(); i++) {
            String question = turns.get(i).question();
            int at = question.indexOf(MARKER);
            if (at < 0) {
                continue;
            }
            if (place.isPresent() || question.indexOf(MARKER, at + 1) >= 0) {
                throw record.error(
                        FaultKind.MARKER,
                        "expected '" + MARKER + "' once in a conversation, found it again in turn " + (i + 1));
            }
            place = Optional.of(
                    new ImagePlace(i, question.substring(0, at).strip().length()));
        }
        return place;
    }

    private static Turn withoutMarker(Turn turn) {
        int at = turn.question().indexOf(MARKER);
        if (at < 0) {
            return turn;
        }
        String before = turn.question().substring(0, at).strip();
        String after = turn.question().substring(at + MARKER.length()).strip();
        return new Turn(before.isEmpty() || after.isEmpty() ? before + after : before + " " + after, turn.answer());
    }
}
