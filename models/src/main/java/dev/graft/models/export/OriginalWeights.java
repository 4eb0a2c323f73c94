package dev.graft.models.export;

/** Weights as transformers publishes them that a written folder may need: whose they are. */
public enum OriginalWeights {
    /** The vision encoder's. */
    VISION("--vision-weights"),

    /** The language model's. */
    LANGUAGE("--language-weights"),

    /** Those of the whole checkpoint that a model was imported from. */
    CHECKPOINT("--checkpoint");

    private final String option;

    OriginalWeights(String option) {
        this.option = option;
    }

    /** By which option a user names them. */
    public String option() {
        return option;
    }
}
