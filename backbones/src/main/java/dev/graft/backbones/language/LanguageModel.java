package dev.graft.backbones.language;

import dev.graft.backbones.folder.ModelConfig;
import dev.graft.graph.Graph;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A frozen language model from a Hugging Face folder with ONNX files. All methods may be called from many threads.
 *
 * <p>It is used in two ways: to continue prompts ({@link #generate}), and as graphs through which a loss is
 * differentiated ({@link #embeddingGraph}, {@link #bodyGraph}).
 */
public sealed interface LanguageModel extends AutoCloseable permits CausalLanguageModel, EncoderDecoderModel {
    /** The name of the input that takes token embeddings, {@code [batch, tokens, width]}. */
    String EMBEDS = "inputs_embeds";

    /** The name of the input that takes token ids, {@code [batch, tokens]} INT64. */
    String IDS = "input_ids";

    /** The name of the output with a score for each token of the vocabulary, {@code [batch, positions, vocabulary]}. */
    String LOGITS = "logits";

    /**
     * Opens a language model.
     *
     * @param folder holds {@code config.json} and the ONNX files, in {@code onnx/} or directly
     */
    static LanguageModel open(Path folder, SessionConfig session) {
        ModelConfig config = ModelConfig.load(folder);
        return config.isEncoderDecoder()
                ? EncoderDecoderModel.open(folder, config, session)
                : CausalLanguageModel.open(folder, config, session);
    }

    ModelConfig config();

    /** The model files and the files with their weights, by which the model is identified. */
    List<Path> files();

    /** The width of the token embeddings. */
    int width();

    /** {@code input_ids [batch, tokens] -> inputs_embeds [batch, tokens, width]}. */
    Graph embeddingGraph();

    /** {@code inputs_embeds} and the feeds of a {@link TextBatch} to {@code logits}. */
    Graph bodyGraph();

    /** The size of the smallest batch that holds the given texts. */
    TextBatch.Size size(List<TextRow> rows);

    /**
     * Lays out texts for teacher forcing.
     *
     * @param size at least {@link #size}
     */
    TextBatch layout(List<TextRow> rows, TextBatch.Size size);

    /** The shapes of the inputs of {@link #bodyGraph} for batches of a size. */
    Map<String, long[]> bodyShapes(TextBatch.Size size);

    /** The embeddings of token ids, {@code [tokens, width]}. */
    Tensor embed(long[] ids);

    /**
     * Continues prompts, all of them in one batch.
     *
     * @param prompts embeddings {@code [tokens, width]}
     * @return the new tokens of each prompt, without the one that ended the text
     */
    List<long[]> generate(List<Tensor> prompts, GenerationOptions options, TokenListener listener);

    /**
     * How likely given continuations of a prompt are. The prompt is read once for all of them.
     *
     * @param prompt embeddings {@code [tokens, width]}
     * @return for each continuation the natural logarithm of the probability of each of its tokens, given the prompt and the
     *     tokens before
     */
    List<double[]> score(Tensor prompt, List<long[]> continuations);

    @Override
    void close();
}
