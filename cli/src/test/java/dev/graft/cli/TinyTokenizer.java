package dev.graft.cli;

import dev.graft.testsupport.WordTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder of a language model with all that its texts are read by, and nothing that runs. */
final class TinyTokenizer {
    private TinyTokenizer() {}

    /** What a check needs of a language model: its configuration and a tokenizer that knows few words. */
    static Path write(Path language) throws IOException {
        Files.createDirectories(language);
        Files.writeString(
                language.resolve("config.json"),
                "{\"model_type\": \"tiny\", \"eos_token_id\": 1, \"max_position_embeddings\": 512}");
        List<String> words = List.of(
                "<unk>",
                "</s>",
                "what",
                "color",
                "is",
                "the",
                "circle",
                "?",
                "and",
                "square",
                "Question",
                "Answer",
                ":",
                "red",
                "green",
                "blue",
                "yellow");
        WordTokenizer.write(language, words);
        return language;
    }
}
