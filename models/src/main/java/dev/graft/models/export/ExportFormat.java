package dev.graft.models.export;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A form in which whole models leave Graft: a folder for other programs.
 *
 * <p>Formats are found through {@link java.util.ServiceLoader}: one from outside the project is a peer of those of Graft.
 */
public interface ExportFormat {
    /** The name on the command line, such as {@code gguf}. */
    String id();

    /** What is written, for whom, in a line. */
    String summary();

    /** Which original weights of a model's backbones go into the folder; others have no effect. */
    Set<OriginalWeights> weights();

    /**
     * Writes a folder, which appears when it is complete. All that can be checked is checked before.
     *
     * @param precision of the weights, such as {@code f16}; empty for the format's own
     * @return what a user should know of the folder, in lines
     * @throws dev.graft.tensors.InvalidInputException if the format has no place for such a model, saying which part of it;
     *     if the folder is there and not empty; or if the weights of a backbone are needed and were not named
     * @throws dev.graft.tensors.ModelFileException if a file of a backbone is missing, damaged, or another's
     */
    List<String> write(ExportedModel model, String precision, Path folder);

    /** The names of the formats there are, in the order in which a user sees them. */
    static List<String> names() {
        return ExportFormats.ALL.names();
    }

    /**
     * The format of a name.
     *
     * @throws dev.graft.tensors.InvalidInputException if there is none, with the names there are
     */
    static ExportFormat named(String id) {
        return ExportFormats.ALL.get(id);
    }
}
