package dev.graft.backbones.text;

import dev.graft.tensors.Suggestions;
import java.util.Locale;

/** How the vectors of a text's tokens become one vector of the text. */
public enum TextPooling {
    /** As the export does, where it has an output for it; otherwise as {@link #MEAN}. */
    AUTO,
    /** As the export does, such as {@code text_embeds} of CLIP. */
    POOLED,
    /** As the export does, in the space of the images: {@code text_embeds} of CLIP, {@code pooler_output} of SigLIP. */
    EMBEDS,
    /** As the export does, before the projection into the space of the images: {@code pooler_output} of CLIP. */
    UNPROJECTED,
    /** The mean of the hidden states of its tokens, as sentence encoders do (Reimers and Gurevych 2019). */
    MEAN,
    /** The hidden state of its last token, the only one of a decoder-only model that has seen the whole text. */
    LAST;

    /** The pooling of a name such as {@code mean}. */
    public static TextPooling of(String name) {
        return Suggestions.find(name, values());
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
