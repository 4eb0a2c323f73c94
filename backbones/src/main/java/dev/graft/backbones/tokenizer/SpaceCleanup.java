package dev.graft.backbones.tokenizer;

/** The replacements of {@code clean_up_tokenization} in Hugging Face transformers, in its order. */
final class SpaceCleanup {
    private static final String[][] REPLACEMENTS = {
        {" .", "."},
        {" ?", "?"},
        {" !", "!"},
        {" ,", ","},
        {" ' ", "'"},
        {" n't", "n't"},
        {" 'm", "'m"},
        {" 's", "'s"},
        {" 've", "'ve"},
        {" 're", "'re"},
    };

    private SpaceCleanup() {}

    static String clean(String text) {
        String result = text;
        for (String[] replacement : REPLACEMENTS) {
            result = result.replace(replacement[0], replacement[1]);
        }
        return result;
    }
}
