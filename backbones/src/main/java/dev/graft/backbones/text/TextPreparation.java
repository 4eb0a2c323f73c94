package dev.graft.backbones.text;

import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.json.ConfigFile;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What becomes of a text before a text encoder reads it, besides its tokens: as the processors of transformers do it, by what
 * {@code tokenizer_config.json} and {@code config.json} say.
 *
 * @param lowers whether letters are made small ones, as SigLIP's are
 * @param stripsPunctuation whether ASCII punctuation is taken out and runs of white space become one space, as in SigLIP's first
 *     version
 * @param fillsUp whether a text is padded to the full length, without which SigLIP has seen none
 * @param seesPadding whether the tokens that fill up are attended to, because the tokenizer gives the model no mask
 */
record TextPreparation(boolean lowers, boolean stripsPunctuation, boolean fillsUp, boolean seesPadding) {
    /** The full length where nothing says it. */
    static final int USUAL_LENGTH = 64;

    private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");
    private static final Pattern SPACES = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    /** That of a model folder. */
    static TextPreparation of(Path folder, ModelConfig config) {
        Path file = folder.resolve("tokenizer_config.json");
        ConfigFile tokenizer = ConfigFile.readIfPresent(file).orElseGet(() -> ConfigFile.empty(file));
        boolean siglip = config.modelType().startsWith("siglip");
        String type = tokenizer.text("tokenizer_class").orElse(siglip ? usualTokenizer(config) : "");
        boolean first = type.startsWith("SiglipTokenizer");
        boolean lowers = type.startsWith("Siglip2Tokenizer")
                || first && tokenizer.flag("do_lower_case").orElse(true);
        return new TextPreparation(lowers, first, siglip, siglip && !names(tokenizer, file));
    }

    private static String usualTokenizer(ModelConfig config) {
        return config.modelType().startsWith("siglip2") ? "Siglip2Tokenizer" : "SiglipTokenizer";
    }

    /** Whether the tokenizer gives the model a mask of what it filled up; all do that say nothing of it. */
    private static boolean names(ConfigFile tokenizer, Path file) {
        return tokenizer
                .value("model_input_names")
                .map(names -> {
                    if (!names.isArray()) {
                        throw new ModelFileException(file, "'model_input_names' should be a list, found " + names);
                    }
                    for (int i = 0; i < names.size(); i++) {
                        if (names.get(i).asText().equals("attention_mask")) {
                            return true;
                        }
                    }
                    return false;
                })
                .orElse(true);
    }

    /** The text as the tokenizer is to read it. */
    String prepared(String text) {
        String prepared = lowers ? text.toLowerCase(Locale.ROOT) : text;
        return stripsPunctuation
                ? SPACES.matcher(PUNCTUATION.matcher(prepared).replaceAll(""))
                        .replaceAll(" ")
                        .strip()
                : prepared;
    }

    /** The length to which texts are padded; empty where they are not. */
    Optional<Integer> length(ModelConfig config) {
        return fillsUp ? Optional.of(config.contextLength().orElse(USUAL_LENGTH)) : Optional.empty();
    }
}
