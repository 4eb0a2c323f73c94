package dev.graft.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the {@code tokenizer.json} of a tokenizer that knows a few words, and nothing else. */
public final class WordTokenizer {
    private WordTokenizer() {}

    /**
     * Writes the file into a folder.
     *
     * @param words by their number, {@code <unk>} and {@code </s>} first
     */
    public static void write(Path folder, List<String> words) throws IOException {
        String vocabulary = IntStream.range(0, words.size())
                .mapToObj(number -> '"' + words.get(number) + "\": " + number)
                .collect(Collectors.joining(", "));
        Files.writeString(folder.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [
                 {"id": 0, "content": "<unk>", "single_word": false, "lstrip": false, "rstrip": false,
                  "normalized": false, "special": true},
                 {"id": 1, "content": "</s>", "single_word": false, "lstrip": false, "rstrip": false,
                  "normalized": false, "special": true}],
                 "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
                 "model": {"type": "WordLevel", "unk_token": "<unk>", "vocab": {%s}}}""".formatted(vocabulary));
    }
}
