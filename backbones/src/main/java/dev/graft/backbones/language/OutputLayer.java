package dev.graft.backbones.language;

import dev.graft.backbones.vision.Dominators;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Finds what the output layer of a language model reads: the hidden states after the last layer and its normalisation.
 *
 * <p>Between them and the logits lies one product with the weights of the vocabulary; a bias, a limit of the logits or a
 * change of type or shape may follow it. Nothing depends on the names of nodes.
 */
public final class OutputLayer {
    private static final Set<String> PRODUCTS =
            Set.of("MatMul", "Gemm", "FusedMatMul", "MatMulNBits", "MatMulBnb4", "QLinearMatMul", "MatMulInteger");

    private static final Set<String> ELEMENTWISE = Set.of(
            "Add", "Sub", "Mul", "Div", "Tanh", "Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Transpose");

    private OutputLayer() {}

    /**
     * The name of the value with the hidden states.
     *
     * @param file the model file, for messages
     * @param source the input that the text comes by
     */
    public static String input(Path file, Graph graph, String source) {
        Dominators dominators = new Dominators(graph, source);
        List<String> chain = dominators.chain(LanguageModel.LOGITS);
        for (int i = chain.size() - 1; i > 0; i--) {
            Node node = dominators.producer(chain.get(i));
            List<String> active = dominators.active(node);
            // Where the product is of integers, it and its scale come from the states on ways of their own.
            if (active.size() > 1 || PRODUCTS.contains(node.opType())) {
                return chain.get(i - 1);
            }
            if (!ELEMENTWISE.contains(node.opType())) {
                throw unknown(file, "node '" + node.name() + "' (" + node.opType() + ") is none that follows it");
            }
        }
        throw unknown(file, "the logits do not follow from '" + source + "' by any product");
    }

    private static ModelFileException unknown(Path file, String reason) {
        return new ModelFileException(
                file,
                "cannot tell what the output layer reads: " + reason
                        + "; name a text encoder, or export the model without its output layer, with 'last_hidden_state'");
    }
}
