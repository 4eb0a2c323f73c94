package dev.graft.models.data.questions;

import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.JsonArrayReader;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.tensors.ModelFileException;
import java.util.Arrays;
import java.util.Optional;

/** Looks at the first record of a file that is one object of records by id. */
final class FirstValue {
    private FirstValue() {}

    /** Whether there is one, and it has such fields. */
    static boolean has(FirstRecord first, String... fields) {
        boolean possible = first.shape() == FirstRecord.Shape.OBJECT
                && first.fields().size() == 1
                && first.fields().containsValue(FirstRecord.Kind.OBJECT);
        if (!possible) {
            return false;
        }
        try (JsonArrayReader values = JsonArrayReader.ofValues(first.file())) {
            Optional<JsonRecord> value = values.next();
            return value.isPresent()
                    && Arrays.stream(fields).allMatch(value.get().node()::has);
        } catch (ModelFileException e) {
            return false;
        }
    }
}
