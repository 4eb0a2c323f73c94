package dev.graft.eval;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.models.data.sampling.SupportSet;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Exchange;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The examples and the instruction that stand before each question of an evaluation.
 *
 * @param induction says what is to be done; empty for what the sample or the format says
 * @param support where the examples are drawn from; empty for none
 */
public record FewShot(String induction, Optional<SupportSet> support) {
    /** The question alone. */
    public static final FewShot NONE = new FewShot("", Optional.empty());

    /** A question about its images after its examples. */
    Conversation<ImageRef> ask(Sample sample) {
        return ask(sample, image -> image);
    }

    /** A question about other images than its own; the examples are about neither. */
    Conversation<ImageRef> ask(Sample sample, UnaryOperator<ImageRef> change) {
        Sample shown = sample.withImages(change);
        List<Exchange<ImageRef>> shots =
                support.map(set -> set.drawFor(sample, shown.requireImages())).orElse(List.of());
        Conversation<ImageRef> asked = shown.conversation(0).after(shots);
        return induction.isEmpty() ? asked : asked.withInstruction(induction);
    }
}
