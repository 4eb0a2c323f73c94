package dev.graft.models.export.folder;

import dev.graft.models.export.ExportedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a user should know of how the written model answers, beyond what its files say. */
public final class AnswerAdvice {
    /** The file that says how answers are written. */
    public static final String FILE = "generation_config.json";

    private AnswerAdvice() {}

    /** The {@code generation_config.json} of a model, by its name. */
    public static Map<String, String> file(ExportedModel model) {
        return Map.of(FILE, GenerationJson.of(model).json().toPrettyString() + "\n");
    }

    /**
     * That of a model, in lines.
     *
     * @param stopStrings what is to be done where answers end in a text of several tokens, after "answers end in TEXT; "
     */
    public static List<String> of(ExportedModel model, String stopStrings) {
        GenerationJson generation = GenerationJson.of(model);
        List<String> lines = new ArrayList<>();
        if (!generation.stopStrings().isEmpty()) {
            lines.add("answers end in "
                    + String.join(
                            " or ",
                            generation.stopStrings().stream()
                                    .map(text -> "'" + text.replace("\n", "\\n") + "'")
                                    .toList())
                    + "; " + stopStrings);
        }
        if (!generation.left().isEmpty()) {
            lines.add("left out of generation_config.json, as 'graft ask' does not heed it: "
                    + String.join(", ", generation.left()));
        }
        return lines;
    }
}
