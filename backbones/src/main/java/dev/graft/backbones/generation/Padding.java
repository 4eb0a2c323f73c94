package dev.graft.backbones.generation;

import dev.graft.backbones.decoder.PaddingTrial;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import java.util.Locale;

/** Where prompts of different lengths can be filled up, so that a decoder reads them together as it reads each alone. */
public enum Padding {
    /** In front, behind which all prompts end together. */
    BEFORE,
    /** Behind: the attention takes only the number of ones from a mask, as {@code GroupQueryAttention} does. */
    BEHIND,
    /** Nowhere: the graph has no mask, counts padding as positions, or fixes its rows. Each prompt is read alone. */
    NONE;

    /** Finds out, by reading a short prompt beside a longer one. */
    public static Padding of(CausalLanguageModel model, SessionConfig session) {
        return PaddingTrial.of(model, session);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
