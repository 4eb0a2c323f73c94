package dev.graft.models.data.fault;

import dev.graft.tensors.Place;
import dev.graft.tensors.Printable;
import java.util.Objects;

/**
 * Something wrong in a data set.
 *
 * @param place the file, and the line or record in it
 * @param message what was expected there, and what was found
 */
public record Fault(FaultKind kind, String place, String message) {
    public Fault {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(message, "message");
        // Data are quoted here.
        place = Printable.of(place);
        message = Printable.of(message);
    }

    /** Place and message in the one form of all messages, see {@link Place#at}. */
    @Override
    public String toString() {
        return Place.at(place, message);
    }
}
