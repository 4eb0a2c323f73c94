package dev.graft.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

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
        String vocabulary = words.stream()
                .map(word -> '"' + word + "\": " + words.indexOf(word))
                .collect(Collectors.joining(", "));
        Files.writeString(language.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [
                 {"id": 0, "content": "<unk>", "single_word": false, "lstrip": false, "rstrip": false,
                  "normalized": false, "special": true},
                 {"id": 1, "content": "</s>", "single_word": false, "lstrip": false, "rstrip": false,
                  "normalized": false, "special": true}],
                 "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
                 "model": {"type": "WordLevel", "unk_token": "<unk>", "vocab": {%s}}}""".formatted(vocabulary));
        return language;
    }
}
