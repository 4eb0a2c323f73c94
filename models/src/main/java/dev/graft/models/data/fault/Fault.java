package dev.graft.models.data.fault;

import dev.graft.tensors.Place;
import java.util.Objects;
import java.util.stream.Collectors;

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
        place = printable(place);
        message = printable(message);
    }

    /** Data are quoted here, and a terminal would obey their control characters. */
    private static String printable(String text) {
        return text.chars().noneMatch(Character::isISOControl)
                ? text
                : text.chars()
                        .mapToObj(c -> Character.isISOControl(c) ? String.format("\\u%04x", c) : Character.toString(c))
                        .collect(Collectors.joining());
    }

    /** Place and message in the one form of all messages, see {@link Place#at}. */
    @Override
    public String toString() {
        return Place.at(place, message);
    }
}
