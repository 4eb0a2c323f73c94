package dev.graft.backbones.generation;

import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.EncoderDecoderModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import java.util.List;

/**
 * A language model that is ready to write: it continues prompts and tells how likely given continuations are. It holds the
 * sessions that this needs until it is closed. All methods may be called from many threads.
 */
public sealed interface Generator extends AutoCloseable permits CausalGenerator, EncoderDecoderGenerator {
    /** Opens the sessions of a language model. */
    static Generator open(LanguageModel model, SessionConfig session) {
        return model instanceof CausalLanguageModel causal
                ? CausalGenerator.open(causal, session)
                : EncoderDecoderGenerator.open((EncoderDecoderModel) model, session);
    }

    /** The model that writes. */
    LanguageModel model();

    /** The embeddings of token ids, {@code [tokens, width]} FLOAT. */
    Tensor embed(long[] ids);

    /**
     * Continues prompts, all of them in one batch.
     *
     * @return the new tokens of each prompt, without the one that ended the text
     */
    List<long[]> generate(List<EmbeddedPrompt> prompts, GenerationOptions options, TokenListener listener);

    /**
     * How likely given continuations of a prompt are. The prompt is read once for all of them.
     *
     * @return for each continuation the natural logarithm of the probability of each of its tokens, given the prompt and the
     *     tokens before
     */
    List<double[]> score(EmbeddedPrompt prompt, List<long[]> continuations);

    @Override
    void close();
}
