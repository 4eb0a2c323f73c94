package dev.graft.models.data.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.models.data.ImagePlace;
import dev.graft.models.data.Turn;
import dev.graft.models.data.fault.FaultKind;
import java.util.ArrayList;
import java.util.List;

/** What went before a question of Graft's own records, and where in all that is said the images stand. */
final class PlainTurns {
    private PlainTurns() {}

    /** {@code history}: pairs of a question and its answer. */
    static List<Turn> history(JsonRecord record) {
        List<Turn> turns = new ArrayList<>();
        if (record.has("history")) {
            for (JsonNode pair : record.get("history")) {
                if (!pair.isArray() || pair.size() != 2) {
                    throw record.error(
                            FaultKind.TURNS,
                            "each element of 'history' must be [question, answer], found " + JsonRecord.describe(pair));
                }
                turns.add(new Turn(
                        record.textOf(pair.get(0), "each question of 'history'"),
                        record.textOf(pair.get(1), "each answer of 'history'")));
            }
        }
        return turns;
    }

    /**
     * Where the images of {@code images} stand: those that are objects with {@code turn} and {@code offset} there, the others in
     * front. Empty where there is no such list.
     *
     * @param before how many turns go before the question
     */
    static List<ImagePlace> places(JsonRecord record, int before) {
        List<ImagePlace> places = new ArrayList<>();
        JsonNode several = record.node().path("images");
        JsonNode images =
                several.isMissingNode() || several.isEmpty() ? record.node().path("image") : several;
        if (images.isContainerNode()) {
            for (JsonNode image : images.isArray() ? images : List.of(images)) {
                int turn = number(record, image, "turn");
                if (turn > before) {
                    throw record.error("'turn' of an image must be at most " + before
                            + ", the number of turns in 'history', found " + turn);
                }
                places.add(new ImagePlace(turn, number(record, image, "offset")));
            }
        }
        return places;
    }

    private static int number(JsonRecord record, JsonNode image, String field) {
        JsonNode value = image.get(field);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw record.error("'" + field + "' of an image must be a whole number from 0 on, found "
                    + JsonRecord.describe(value));
        }
        return value.intValue();
    }
}
