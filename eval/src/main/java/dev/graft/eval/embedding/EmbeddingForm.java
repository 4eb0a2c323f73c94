package dev.graft.eval.embedding;

import dev.graft.tensors.InvalidInputException;
import java.nio.file.Path;

/** The form of a file with vectors. */
public enum EmbeddingForm {
    /** The tensors {@code image_embeds} and {@code text_embeds}, and what each row is of in the metadata. */
    SAFETENSORS(".safetensors"),
    /** A line for each vector: an object with {@code image} or {@code text}, and {@code embedding}. */
    JSON_LINES(".jsonl");

    private final String ending;

    EmbeddingForm(String ending) {
        this.ending = ending;
    }

    /** The form that the ending of a file's name says. */
    public static EmbeddingForm of(Path file) {
        for (EmbeddingForm form : values()) {
            if (file.toString().endsWith(form.ending)) {
                return form;
            }
        }
        throw new InvalidInputException(
                file, "is to be written with vectors; expected a name that ends in .safetensors or .jsonl");
    }
}
