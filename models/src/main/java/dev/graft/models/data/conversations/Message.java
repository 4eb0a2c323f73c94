package dev.graft.models.data.conversations;

import java.util.List;
import java.util.stream.Collectors;

/** What one of those who speak says. */
record Message(Role role, List<Piece> pieces) {
    /** The words as they stand in the record, markers included. */
    String plain() {
        return pieces.stream()
                .map(piece -> piece instanceof Piece.Text words ? words.text() : MessagePieces.MARKER)
                .collect(Collectors.joining());
    }
}
