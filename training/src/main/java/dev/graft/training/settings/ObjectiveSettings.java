package dev.graft.training.settings;

import dev.graft.tensors.Range;
import java.util.List;

/** What is learnt by: the kind of objective, and what each kind takes. */
public record ObjectiveSettings(
        @Setting("language_modelling, blip2_stage1, clip, siglip, llip or coca")
        String kind,

        @Setting(value = "weight of blip2_stage1's contrast", range = Range.NOT_NEGATIVE, objectives = "blip2_stage1")
        double itc,

        @Setting(value = "weight of blip2_stage1's matching", range = Range.NOT_NEGATIVE, objectives = "blip2_stage1")
        double itm,

        @Setting(
                value = "weight of blip2_stage1's generation of captions",
                range = Range.NOT_NEGATIVE,
                objectives = "blip2_stage1")
        double itg,

        @Setting(
                value =
                        "folder of the tokenizer by which a Q-Former reads texts, BERT's in BLIP-2: the captions of blip2_stage1,"
                                + " and the questions where 'adapter.vocabulary' is not 0; empty for the language model's",
                path = true,
                decisive = false,
                objectives = {"blip2_stage1", "language_modelling"})
        String tokenizer,

        @Setting(
                value = "of blip2_stage1: longest caption in tokens; longer ones are cut",
                range = Range.SIZE,
                objectives = "blip2_stage1")
        int textTokens,

        @Setting(
                value = "width of the vectors that are compared",
                range = Range.SIZE,
                objectives = {"blip2_stage1", "clip", "siglip", "llip", "coca"})
        int contrastWidth,

        @Setting("whether captions are learnt in lower case and without most punctuation, as in BLIP-2")
        boolean cleanCaptions,

        @Setting(
                value = "of clip, siglip, llip and coca: folder of the frozen text encoder; empty for the language"
                        + " model",
                path = true,
                decisive = false,
                objectives = {"clip", "siglip", "llip", "coca"})
        String text,

        @Setting(
                value = "how a text becomes one vector in clip, siglip, llip and coca: auto, pooled, embeds,"
                        + " unprojected, mean or last",
                objectives = {"clip", "siglip", "llip", "coca"})
        String textPooling,

        @Setting(
                value = "what of an image's visual tokens clip, siglip and coca compare: mean, or first",
                before = "mean",
                objectives = {"clip", "siglip", "llip", "coca"})
        String imagePooling,

        @Setting(value = "heads of llip's attention over the visual tokens", range = Range.SIZE, objectives = "llip")
        int heads,

        @Setting(value = "weight of coca's contrast", range = Range.NOT_NEGATIVE, objectives = "coca")
        double contrast,

        @Setting(value = "weight of coca's captions", range = Range.NOT_NEGATIVE, objectives = "coca")
        double caption,

        List<Record> others) {
    static final ObjectiveSettings DEFAULTS = new ObjectiveSettings(
            "language_modelling",
            1,
            1,
            1,
            "",
            32,
            256,
            false,
            "",
            "auto",
            "mean",
            8,
            1,
            2,
            AddedSettings.all().stream().map(AddedSettings::defaults).toList());

    public ObjectiveSettings {
        others = List.copyOf(others);
    }

    /**
     * The settings that an objective from outside Graft has added.
     *
     * @param type the record of its {@link AddedSettings}
     */
    public <T extends Record> T added(Class<T> type) {
        return others.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no AddedSettings gives a " + type.getName()
                        + "; declare it as a service, see java.util.ServiceLoader"));
    }
}
