package dev.graft.models.data.conversations;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.fault.FaultKind;
import dev.graft.models.data.records.JsonRecord;
import java.util.List;
import java.util.stream.Stream;

/** Whether the markers of a conversation stand for its images, or are words. */
enum Markers {
    PLACES,
    WORDS;

    /**
     * Compares markers with images.
     *
     * @throws dev.graft.models.data.fault.FaultException if they differ in number
     */
    static Markers of(JsonRecord record, List<Message> turns, List<ImageRef> images) {
        long count = questions(turns).mapToLong(Markers::count).sum();
        if (count == images.size() || count == 0) {
            return PLACES;
        }
        if (images.isEmpty() && questions(turns).noneMatch(Markers::standsAlone)) {
            // Such as: What does the <image> tag mean in HTML?
            return WORDS;
        }
        String marker = "'" + MessagePieces.MARKER + "'";
        throw record.error(
                FaultKind.MARKER,
                images.isEmpty()
                        ? marker + " in the text, but no field 'image'"
                        : "expected " + marker + " " + times(images.size()) + " in a conversation about "
                                + images.size() + (images.size() == 1 ? " image" : " images") + ", found it "
                                + times(count));
    }

    /** The pieces of a question. */
    List<Piece> seen(List<Piece> pieces) {
        return this == PLACES
                ? pieces
                : pieces.stream()
                        .map(piece -> piece instanceof Piece.Marker ? new Piece.Text(MessagePieces.MARKER) : piece)
                        .toList();
    }

    private static Stream<Message> questions(List<Message> turns) {
        return turns.stream().filter(turn -> turn.role() == Role.USER);
    }

    private static long count(Message message) {
        return message.pieces().stream().filter(Piece.Marker.class::isInstance).count();
    }

    /** Whether a marker begins or ends a message, as those that stand for images do. */
    private static boolean standsAlone(Message message) {
        String text = message.plain().strip();
        return text.startsWith(MessagePieces.MARKER) || text.endsWith(MessagePieces.MARKER);
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }
}
