package dev.graft.cli.embed;

import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.files.InputFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file with a text a line. */
final class TextLines {
    private static final int MAX_BYTES = 1 << 29;

    private TextLines() {}

    /** The texts; a line without one is an error, since the vectors are told apart by their place. */
    static List<String> of(Path file) {
        List<String> lines = InputFile.text(file, MAX_BYTES).lines().toList();
        List<Integer> blank = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                blank.add(i + 1);
            }
        }
        if (lines.isEmpty() || !blank.isEmpty()) {
            throw new ModelFileException(
                    file,
                    lines.isEmpty()
                            ? "expected a text a line, found an empty file"
                            : "line " + blank.get(0) + ": expected a text, found an empty line; take it out");
        }
        return lines;
    }
}
