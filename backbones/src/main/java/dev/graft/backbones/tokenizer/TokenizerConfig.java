package dev.graft.backbones.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.backbones.json.ConfigFile;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What stands beside a {@code tokenizer.json}: {@code tokenizer_config.json}, {@code special_tokens_map.json} and
 * {@code generation_config.json}, each where present.
 */
final class TokenizerConfig {
    private static final String VOCABULARY = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";
    private static final String TOKENS = "special_tokens_map.json";
    private static final String GENERATION = "generation_config.json";

    private final ConfigFile tokenizer;
    private final ConfigFile tokens;
    private final ConfigFile generation;
    private final Map<String, Long> declared = new HashMap<>();

    private TokenizerConfig(ConfigFile tokenizer, ConfigFile tokens, ConfigFile generation) {
        this.tokenizer = tokenizer;
        this.tokens = tokens;
        this.generation = generation;
        tokenizer
                .object("added_tokens_decoder")
                .ifPresent(added -> added.fields().forEach(this::declare));
    }

    static TokenizerConfig read(Path folder) {
        return new TokenizerConfig(
                fileOrEmpty(folder.resolve(CONFIG)),
                fileOrEmpty(folder.resolve(TOKENS)),
                fileOrEmpty(folder.resolve(GENERATION)));
    }

    /** All files of a folder that decide what a tokenizer does. */
    static List<Path> files(Path folder) {
        return Stream.of(VOCABULARY, CONFIG, TOKENS, GENERATION)
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .toList();
    }

    private static ConfigFile fileOrEmpty(Path file) {
        return ConfigFile.readIfPresent(file).orElseGet(() -> ConfigFile.empty(file));
    }

    /** The {@code tokenizer.json} of a folder; where there is none, an error that says how to make it. */
    static Path tokenizerFile(Path folder) {
        Path file = folder.resolve(VOCABULARY);
        if (Files.isRegularFile(file)) {
            return file;
        }
        String found = Tokenizer.VOCABULARIES.stream()
                .filter(name -> Files.exists(folder.resolve(name)))
                .findFirst()
                .map(name -> ", only " + name + ", which is not read")
                .orElse(Files.isDirectory(folder) ? "" : ": there is no such folder");
        throw new ModelFileException(
                folder,
                "has no tokenizer.json" + found + ". Copy it from the model's page, or"
                        + " make it once in Python: transformers.AutoTokenizer.from_pretrained(\"" + folder
                        + "\").save_pretrained(\"" + folder + "\")");
    }

    private void declare(String id) {
        JsonNode content = tokenizer
                .object("added_tokens_decoder")
                .flatMap(added -> added.value(id))
                .map(token -> token.path("content"))
                .orElseThrow(() -> tokenizer.error("added_tokens_decoder", "has no token for the id " + id));
        if (!content.isTextual() || !id.matches("[0-9]{1,9}")) {
            throw tokenizer.error(
                    "added_tokens_decoder",
                    "must have ids and objects with \"content\", but has \"" + id + "\": " + content);
        }
        declared.put(content.textValue(), Long.valueOf(id));
    }

    /** The content of a special token such as {@code bos_token}. */
    Optional<String> token(String name) {
        return token(tokenizer, name).or(() -> token(tokens, name));
    }

    private static Optional<String> token(ConfigFile file, String name) {
        return file.value(name).map(value -> {
            JsonNode content = value.isObject() ? value.path("content") : value;
            if (!content.isTextual()) {
                throw file.expected(name, "a token, or an object with its \"content\"", value);
            }
            return content.textValue();
        });
    }

    /** The id of a special token: of its content in the vocabulary, or else as {@code generation_config.json} says. */
    OptionalLong id(String name, TokenizerFile vocabulary) {
        Optional<String> content = token(name);
        if (content.isPresent()) {
            OptionalLong id = vocabulary.id(content.get());
            if (id.isPresent()) {
                return id;
            }
            if (declared.containsKey(content.get())) {
                return OptionalLong.of(declared.get(content.get()));
            }
        }
        Optional<JsonNode> id = generation.value(name + "_id").map(value -> value.isArray() ? value.path(0) : value);
        if (id.isPresent() && (!id.get().canConvertToInt() || id.get().intValue() < 0)) {
            throw generation.expected(name + "_id", "the id of a token", id.get());
        }
        return id.isPresent() ? OptionalLong.of(id.get().longValue()) : OptionalLong.empty();
    }

    boolean cleansUpSpaces() {
        return tokenizer.flag("clean_up_tokenization_spaces").orElse(false);
    }
}
