package dev.graft.models.data.conversations;

import dev.graft.models.data.ImagePlace;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.models.data.Turn;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.records.Draft;
import dev.graft.models.data.records.ImageFields;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.models.data.records.PlacedText;
import dev.graft.models.data.records.RecordParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Conversations in turns of a user and a model, in all the forms of {@link Messages}.
 *
 * <p>Every answer becomes a sample with the turns before it as history. A marker says where an image stands; it is there as often
 * as there are images, or not at all, and then the images stand in front. As LLaVA does, a first turn that is the model's is
 * passed over. What the system says first is the sample's instruction. Of a record that is only to be asked the last question may lack
 * its answer.
 */
public final class ConversationRecords implements RecordParser {
    private final Path folder;

    public ConversationRecords(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<Sample> parse(JsonRecord record) {
        record.requireObject("'conversations' or 'messages'");
        List<ImageRef> images = ImageFields.of(record, folder);
        List<Message> messages = new ArrayList<>(new Messages(record, folder).read());
        int count = messages.size();
        String instruction = instruction(record, messages);
        List<Message> turns = turns(record, messages, count);
        Markers markers = Markers.of(record, turns, images);
        List<PlacedText> questions = new ArrayList<>();
        Iterator<ImageRef> next = images.iterator();
        for (int i = 0; i < turns.size(); i += 2) {
            questions.add(placed(markers.seen(turns.get(i).pieces()), next));
        }
        List<ImageRef> front = new ArrayList<>();
        next.forEachRemaining(front::add);
        return samples(record, instruction, front, questions, turns);
    }

    @Override
    public boolean readsVideo(JsonRecord record) {
        return true;
    }

    /** The words of a question with its images; {@code next} are those that markers stand for. */
    private static PlacedText placed(List<Piece> pieces, Iterator<ImageRef> next) {
        List<String> texts = new ArrayList<>();
        List<ImageRef> images = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text more) {
                words.append(more.text());
            } else {
                texts.add(words.toString());
                words.setLength(0);
                images.add(piece instanceof Piece.Image named ? named.image() : next.next());
            }
        }
        texts.add(words.toString());
        return PlacedText.between(texts, images);
    }

    private static List<Sample> samples(
            JsonRecord record,
            String instruction,
            List<ImageRef> front,
            List<PlacedText> questions,
            List<Message> turns) {
        List<Turn> history = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        String id = record.identifier("id");
        for (int i = 0; i < questions.size(); i++) {
            String answer = 2 * i + 1 < turns.size() ? turns.get(2 * i + 1).plain() : "";
            boolean last = i == questions.size() - 1;
            if (answer.isBlank() && !(last && record.mayLackAnswer())) {
                throw record.error(FaultKind.EMPTY, "the answer of turn " + (i + 1) + " is empty");
            }
            Draft draft = new Draft(record, id)
                    .images(front)
                    .instruction(instruction)
                    .history(List.copyOf(history))
                    .question(questions.get(i).text())
                    .answers(answer.isBlank() ? List.of() : List.of(answer));
            for (int turn = 0; turn <= i; turn++) {
                PlacedText text = questions.get(turn);
                for (int image = 0; image < text.images().size(); image++) {
                    draft.image(
                            text.images().get(image),
                            new ImagePlace(turn, text.offsets().get(image)));
                }
            }
            samples.add(draft.sample());
            history.add(new Turn(questions.get(i).text(), answer));
        }
        return samples;
    }

    private static String instruction(JsonRecord record, List<Message> messages) {
        List<String> texts = new ArrayList<>();
        while (!messages.isEmpty() && messages.get(0).role() == Role.SYSTEM) {
            texts.add(messages.remove(0).plain());
        }
        if (messages.stream().anyMatch(message -> message.role() == Role.SYSTEM)) {
            throw record.error(
                    FaultKind.TURNS, "a system turn after the first question; it is read at the beginning only");
        }
        return String.join("\n", texts);
    }

    /** Question and answer in turn, where none is needed without the last answer; the last ones of {@code count} messages. */
    private static List<Message> turns(JsonRecord record, List<Message> messages, int count) {
        boolean modelFirst = !messages.isEmpty() && messages.get(0).role() == Role.MODEL;
        List<Message> turns = messages.subList(modelFirst ? 1 : 0, messages.size());
        for (int i = 0; i < turns.size(); i++) {
            Role expected = i % 2 == 0 ? Role.USER : Role.MODEL;
            if (turns.get(i).role() != expected) {
                throw record.error(
                        FaultKind.TURNS,
                        "message " + (count - turns.size() + i + 1)
                                + ": expected human (user) and gpt (assistant) in turn, found "
                                + (expected == Role.USER ? "gpt in place of human" : "human in place of gpt"));
            }
        }
        if (turns.isEmpty() || turns.size() % 2 != 0 && !record.mayLackAnswer()) {
            throw record.error(
                    FaultKind.TURNS,
                    "expected every question to have its answer, found " + messages.size()
                            + (messages.size() == 1 ? " message" : " messages"));
        }
        return turns;
    }
}
