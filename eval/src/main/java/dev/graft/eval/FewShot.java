package dev.graft.eval;

import dev.graft.models.data.ImageRef;
import dev.graft.models.data.Sample;
import dev.graft.models.data.sampling.SupportSet;
import dev.graft.models.prompt.Conversation;
import dev.graft.models.prompt.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What stands before each question: an instruction, examples, and the earlier turns of its conversation.
 *
 * @param induction says what is to be done; empty for what the sample or the format says
 * @param support where the examples are drawn from; empty for none
 * @param history the most earlier turns of a conversation that are read with its question, answered as the data say
 */
public record FewShot(String induction, Optional<SupportSet> support, int history) {
    /** The question alone. */
    public static final FewShot NONE = new FewShot("", Optional.empty(), 0);

    /** The question after the earlier turns of its conversation. */
    public static FewShot turns(int history) {
        return new FewShot("", Optional.empty(), history);
    }

    /** A question about its images after its examples. */
    Conversation<ImageRef> ask(Sample sample) {
        return ask(sample, image -> image);
    }

    /** A question about other images than its own; the examples are about neither. */
    Conversation<ImageRef> ask(Sample sample, UnaryOperator<ImageRef> change) {
        Sample shown = sample.withImages(change);
        Conversation<ImageRef> own = shown.conversation(history);
        List<Exchange<ImageRef>> before = new ArrayList<>(
                support.map(set -> set.drawFor(sample, shown.requireImages())).orElse(List.of()));
        before.addAll(own.history());
        Conversation<ImageRef> asked = own.after(before);
        return induction.isEmpty() ? asked : asked.withInstruction(induction);
    }
}
