package dev.graft.backbones.decoding;

import dev.graft.backbones.generation.TextEnd;
import java.util.List;

/** Whether a text has come to its end. */
final class Ending {
    private Ending() {}

    /** Whether a text has ended with its last token, which is no end by itself; a stop sequence is taken off it. */
    static boolean cuts(Reading reading, TokenList text) {
        List<Long> stop = reading.options().stop();
        if (!stop.isEmpty() && text.endsIn(stop)) {
            text.drop(stop.size());
            return true;
        }
        return reading.end() != TextEnd.NONE && reading.end().isReached(text.toArray());
    }
}
