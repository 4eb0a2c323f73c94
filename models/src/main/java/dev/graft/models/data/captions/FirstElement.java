package dev.graft.models.data.captions;

import dev.graft.models.data.FirstRecord;
import dev.graft.models.data.records.JsonArrayReader;
import dev.graft.models.data.records.JsonRecord;
import dev.graft.tensors.ModelFileException;
import java.util.Optional;

/** Looks at the first element of an array that a file's one object holds. */
final class FirstElement {
    private FirstElement() {}

    /** Whether there is one under {@code array}, and it has a field. */
    static boolean has(FirstRecord first, String array, String field) {
        if (first.shape() != FirstRecord.Shape.OBJECT || first.fields().get(array) != FirstRecord.Kind.ARRAY) {
            return false;
        }
        try (JsonArrayReader elements = JsonArrayReader.open(first.file(), array)) {
            Optional<JsonRecord> element = elements.next();
            return element.isPresent() && element.get().node().has(field);
        } catch (ModelFileException e) {
            return false;
        }
    }
}
