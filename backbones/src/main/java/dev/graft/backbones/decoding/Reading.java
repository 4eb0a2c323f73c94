package dev.graft.backbones.decoding;

import dev.graft.backbones.generation.GenerationOptions;
import dev.graft.backbones.generation.TextEnd;
import dev.graft.backbones.generation.rule.TextSoFar;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * One prompt and how it is continued.
 *
 * @param prompt tokens that the decoder has read of it; negative ones where they are not known
 * @param encoderIds tokens that an encoder has read of it
 * @param modelEnds the model's own tokens that end a text
 * @param end a further condition
 * @param room tokens that can be written before the model can read no more
 */
record Reading(
        long[] prompt,
        long[] encoderIds,
        GenerationOptions options,
        List<Long> modelEnds,
        TextEnd end,
        OptionalInt room) {
    List<Long> ends() {
        return options.ends().orElse(modelEnds);
    }

    /** The most tokens to write. */
    int most() {
        int asked =
                options.maxLength().isPresent() ? options.maxLength().getAsInt() - prompt.length : options.maxTokens();
        return Math.min(asked, room.orElse(Integer.MAX_VALUE));
    }

    TextSoFar with(TokenList written) {
        long[] ids = new long[prompt.length + written.size()];
        System.arraycopy(prompt, 0, ids, 0, prompt.length);
        written.copyTo(ids, prompt.length);
        return new TextSoFar(ids, prompt.length, encoderIds, ruledEnds(), prompt.length + most());
    }

    /** A single token that stops a text ends it too. */
    private List<Long> ruledEnds() {
        if (options.stop().size() != 1) {
            return ends();
        }
        List<Long> all = new ArrayList<>(ends());
        all.addAll(options.stop());
        return all;
    }
}
