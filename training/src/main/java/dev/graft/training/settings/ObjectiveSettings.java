package dev.graft.training.settings;

/** What is learnt by: the kind of objective, and what each kind takes. */
public record ObjectiveSettings(
        @Setting("what is learnt by: language_modelling, or another objective")
        String kind,

        @Setting(value = "weight of blip2_stage1's contrast", range = Range.NOT_NEGATIVE)
        double itc,

        @Setting(value = "weight of its matching", range = Range.NOT_NEGATIVE)
        double itm,

        @Setting(value = "weight of its generation", range = Range.NOT_NEGATIVE)
        double itg,

        @Setting(
                value = "folder of the tokenizer of its texts, BERT's in BLIP-2; empty for the language model's",
                path = true,
                decisive = false)
        String tokenizer,

        @Setting(value = "its longest text in tokens, which is cut", range = Range.POSITIVE)
        int textTokens,

        @Setting(value = "width of the vectors that are compared", range = Range.POSITIVE)
        int contrastWidth,

        @Setting("whether captions are learnt in lower case and without most punctuation, as in BLIP-2")
        boolean cleanCaptions,

        @Setting(
                value = "of clip, siglip, llip and coca: folder of the frozen text encoder; empty for the language"
                        + " model",
                path = true,
                decisive = false)
        String text,

        @Setting("auto, pooled, mean or last: how a text becomes one vector")
        String textPooling,

        @Setting(value = "heads of llip's attention over the visual tokens", range = Range.POSITIVE)
        int heads,

        @Setting(value = "weight of coca's contrast", range = Range.NOT_NEGATIVE)
        double contrast,

        @Setting(value = "weight of its captions", range = Range.NOT_NEGATIVE)
        double caption) {
    static final ObjectiveSettings DEFAULTS =
            new ObjectiveSettings("language_modelling", 1, 1, 1, "", 32, 256, false, "", "auto", 8, 1, 2);
}
