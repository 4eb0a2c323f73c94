package dev.graft.backbones.decoding;

import dev.graft.backbones.decoder.EncodedSessions;
import dev.graft.backbones.decoder.PromptPadding;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.language.EncoderDecoderModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Writes with an encoder-decoder model: the encoder reads the prompts once, the decoder what is written. */
public final class EncoderDecoderGenerator extends DecodingGenerator<EncoderDecoderModel> {
    private final EncodedSessions sessions;
    private final EncodedReader reader;

    private EncoderDecoderGenerator(EncoderDecoderModel model, EncodedSessions sessions, EncodedReader reader) {
        super(model, sessions.embedding(), reader);
        this.sessions = sessions;
        this.reader = reader;
    }

    public static EncoderDecoderGenerator open(EncoderDecoderModel model, SessionConfig config) {
        return over(model, EncodedSessions.open(model, config));
    }

    /** Takes over the sessions of the model. */
    public static EncoderDecoderGenerator over(EncoderDecoderModel model, EncodedSessions sessions) {
        return new EncoderDecoderGenerator(model, sessions, new EncodedReader(model, sessions));
    }

    @Override
    public List<double[]> score(EmbeddedPrompt prompt, List<long[]> continuations) {
        int longest = continuations.stream().mapToInt(ids -> ids.length).max().orElse(0);
        OptionalInt positions = reader.room(prompt);
        if (positions.isPresent() && longest > positions.getAsInt()) {
            throw new InvalidInputException("an answer to be scored has " + longest
                    + " tokens, the model's decoder reads at most " + positions.getAsInt() + "; shorten the answer");
        }
        PromptPadding padded = PromptPadding.right(List.of(prompt.embeds()), model().width());
        Tensor states = sessions.encode(padded);
        List<double[]> scores = new ArrayList<>();
        for (long[] continuation : continuations) {
            ContinuationScores score = new ContinuationScores(List.of(continuation));
            if (!score.isComplete()) {
                long[] read = new long[continuation.length];
                read[0] = model().startId();
                System.arraycopy(continuation, 0, read, 1, continuation.length - 1);
                Tensor logits = sessions.decode(Tensor.of(read, 1, read.length), states, padded.mask());
                int vocabulary = (int) logits.dim(-1);
                for (int i = 0; i < continuation.length; i++) {
                    int offset = i * vocabulary;
                    score.read(logits.floats(), row -> offset, vocabulary);
                }
            }
            scores.addAll(score.all());
        }
        return scores;
    }

    @Override
    public void close() {
        sessions.close();
    }
}
