package dev.graft.backbones.decoding;

import dev.graft.backbones.decoder.TextRun;
import dev.graft.backbones.generation.EmbeddedPrompt;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** What reads prompts for a batch, as the model and its export allow. */
interface Reader {
    /**
     * A prompt to be read.
     *
     * @param rows that its texts need at most
     * @param most tokens to write
     */
    record Pending(EmbeddedPrompt prompt, int rows, int most) {}

    /**
     * Some prompts to be read by one run, one a row.
     *
     * @param places of the prompts among those that were given
     */
    record Started(Supplier<TextRun> run, List<Integer> places) {}

    /** Tokens that the decoder reads of a prompt, as rules see them. */
    long[] decoderIds(EmbeddedPrompt prompt);

    /** Tokens that an encoder reads of a prompt. */
    long[] encoderIds(EmbeddedPrompt prompt);

    /**
     * Tokens that can be written behind a prompt; empty where there is no limit.
     *
     * @throws dev.graft.tensors.InvalidInputException if there is no room for any
     */
    OptionalInt room(EmbeddedPrompt prompt);

    /** Prepares to read prompts, in as few runs as can be. */
    List<Started> start(List<Pending> prompts);

    /**
     * Whether two runs can be made one, as texts in them would be written alone.
     *
     * @param most tokens to write of any text
     */
    boolean canJoin(TextRun first, TextRun second, int most);

    /** One run of the rows of two, the first one's before; these are to be closed after. */
    TextRun join(TextRun first, TextRun second);

    /** The tokens that end a text. */
    List<Long> ends();
}
