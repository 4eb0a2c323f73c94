package dev.graft.backbones.language;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.ModelConfig;
import dev.graft.graph.Graph;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A frozen language model from a Hugging Face folder with ONNX files: its configuration and its graphs, for others to build
 * on. Nothing is computed here and no session stays open, so there is nothing to close;
 * {@link dev.graft.backbones.generation.Generator} is what continues texts with it.
 *
 * <p>The graphs are parted at the token embedding, so that embeddings from elsewhere can take places among those of the
 * text, and so that a loss can be differentiated with respect to them. All methods may be called from many threads.
 */
public sealed interface LanguageModel permits CausalLanguageModel, EncoderDecoderModel {
    /** The name of the input that takes token embeddings, {@code [batch, tokens, width]}. */
    String EMBEDS = "inputs_embeds";

    /** The name of the input that takes token ids, {@code [batch, tokens]} INT64. */
    String IDS = "input_ids";

    /** The name of the output with a score for each token of the vocabulary, {@code [batch, positions, vocabulary]}. */
    String LOGITS = "logits";

    /**
     * Loads a language model.
     *
     * @param place a folder that holds {@code config.json} and the ONNX files, in {@code onnx/} or directly
     * @throws dev.graft.tensors.ModelFileException if a file is missing or damaged, or is none of a language model
     */
    static LanguageModel load(BackbonePlace place) {
        ModelConfig config = ModelConfig.load(place.folder());
        return config.isEncoderDecoder()
                ? EncoderDecoderModel.load(place, config)
                : CausalLanguageModel.load(place, config);
    }

    /** As above, of a folder, or of an ONNX file in one to choose it among several. */
    static LanguageModel load(Path place) {
        return load(BackbonePlace.of(place));
    }

    /** What {@code config.json} says. */
    ModelConfig config();

    /** The model files and the files with their weights, by which the model is identified. */
    List<Path> files();

    /** The width of the token embeddings. */
    int width();

    /** {@code input_ids [batch, tokens] -> inputs_embeds [batch, tokens, width]}. */
    Graph embeddingGraph();

    /** {@code inputs_embeds} and the feeds of a {@link TextBatch} to {@code logits}. */
    Graph bodyGraph();

    /** The rows that the file fixes a batch to; 0 where any number will do. */
    int fixedRows();

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

    /**
     * The same model as one whose prompts are attended to so; this one where an encoder reads prompts, which attends in both directions
     * anyway.
     *
     * @throws dev.graft.tensors.ModelFileException if the masks of the graph are none that can be changed
     */
    LanguageModel attending(Directions directions);

    /** How prompts are attended to. */
    Directions directions();

    /**
     * What marks a token of a prompt in a mask, where 0 is padding and 1 a token that sees those before it alone. Tokens of images have
     * marks of their own where {@link #directions} are those of images.
     */
    long promptMark();

    /** Whether positions are moment, row and column, and marks of prompts those of {@link SpatialPositions#mark}. */
    default boolean hasSpatialPositions() {
        return false;
    }

    /** Whether an encoder reads the prompt, apart from the decoder that writes the answer, as in T5. */
    boolean readsPromptApart();

    /** The most tokens of a prompt, with its images, behind which there is room for an answer; the largest int where there is no limit. */
    default int longestPrompt() {
        return readsPromptApart()
                ? config().contextLength().orElse(Integer.MAX_VALUE)
                : config().contextLength().orElse(Integer.MAX_VALUE) - 1;
    }
}
