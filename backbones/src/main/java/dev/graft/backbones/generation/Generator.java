package dev.graft.backbones.generation;

import dev.graft.backbones.decoding.CausalGenerator;
import dev.graft.backbones.decoding.DecodingGenerator;
import dev.graft.backbones.decoding.EncoderDecoderGenerator;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.EncoderDecoderModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A language model that is ready to write: it continues prompts and tells how likely given continuations are. It holds the
 * sessions that this needs until it is closed. All methods may be called from many threads.
 */
public sealed interface Generator extends AutoCloseable permits DecodingGenerator {
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

    /** A batch in which nothing is written yet. It holds nothing of its own that others see; close it before the generator. */
    RunningBatch batch();

    /**
     * Continues prompts, all of them in one batch.
     *
     * @return the new tokens of each prompt, without the one that ended the text; of several answers to a prompt the best first
     * @throws dev.graft.tensors.InvalidInputException if a prompt leaves no room for a token, or the options do not fit the model
     */
    default List<long[]> generate(List<EmbeddedPrompt> prompts, GenerationOptions options, TokenListener listener) {
        return generate(prompts, options, TextEnd.NONE, listener);
    }

    /**
     * As {@link #generate(List, GenerationOptions, TokenListener)}, with a further condition under which texts end, such as
     * {@link StopStrings}.
     */
    default List<long[]> generate(
            List<EmbeddedPrompt> prompts, GenerationOptions options, TextEnd end, TokenListener listener) {
        List<RunningBatch.Request> requests = new ArrayList<>();
        for (EmbeddedPrompt prompt : prompts) {
            int number = requests.size() * options.answers();
            requests.add(new RunningBatch.Request(prompt, options, number, end, listener));
        }
        try (RunningBatch batch = batch()) {
            List<RunningBatch.Entry> entries = batch.join(requests);
            boolean going = true;
            while (going) {
                going = batch.step();
            }
            return entries.stream().flatMap(entry -> entry.texts().stream()).toList();
        }
    }

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
