package dev.graft.models.data.records;

import dev.graft.models.data.ImagePlace;
import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Turn;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.prompt.MarkedText;
import java.util.ArrayList;
import java.util.List;

/** Where the images of a record stand whose questions may mark them by {@code <image>}. */
public final class MarkedTurns {
    private MarkedTurns() {}

    /**
     * Gives a draft its images, where they are marked or in front, with the question and the turns before it. Marks without images are
     * words, and so is one in the midst of a text about a single image.
     *
     * @throws dev.graft.models.data.fault.FaultException if there are marks, but not one for each image
     */
    public static Draft place(
            JsonRecord record, Draft draft, List<Turn> history, String question, List<ImageRef> images) {
        List<List<String>> texts = new ArrayList<>();
        history.forEach(turn -> texts.add(MarkedText.split(turn.question())));
        texts.add(MarkedText.split(question));
        int marks = texts.stream().mapToInt(each -> each.size() - 1).sum();
        if (marks == 0
                || images.isEmpty()
                || images.size() == 1 && texts.stream().noneMatch(MarkedTurns::standsAlone)) {
            return draft.images(images).history(history).question(question);
        }
        if (marks != images.size()) {
            throw record.error(
                    FaultKind.MARKER,
                    "expected '" + MarkedText.MARK + "' once for each of " + images.size()
                            + (images.size() == 1 ? " image" : " images") + ", or not at all, found it " + marks
                            + (marks == 1 ? " time" : " times"));
        }
        return placed(draft, history, texts, images);
    }

    /** Whether a mark begins or ends a text, as those do that stand for an image. */
    private static boolean standsAlone(List<String> texts) {
        return texts.size() > 1
                && (texts.get(0).isBlank() || texts.get(texts.size() - 1).isBlank());
    }

    private static Draft placed(Draft draft, List<Turn> history, List<List<String>> texts, List<ImageRef> images) {
        List<Turn> turns = new ArrayList<>();
        int next = 0;
        for (int turn = 0; turn < texts.size(); turn++) {
            int count = texts.get(turn).size() - 1;
            PlacedText text = PlacedText.between(texts.get(turn), images.subList(next, next + count));
            next += count;
            for (int i = 0; i < count; i++) {
                draft.image(
                        text.images().get(i),
                        new ImagePlace(turn, text.offsets().get(i)));
            }
            if (turn < history.size()) {
                turns.add(new Turn(text.text(), history.get(turn).answer()));
            } else {
                draft.question(text.text());
            }
        }
        return draft.history(turns);
    }
}
