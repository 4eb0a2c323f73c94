package dev.graft.backbones.vision;

import dev.graft.graph.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One residual connection: the stream leaves a value on several ways, which an addition joins again.
 *
 * @param fork the position in the chain of dominators of the value that is read
 * @param attention whether the branch attends, and so begins a transformer layer
 */
record ResidualBlock(int fork, boolean attention) {
    private static final Set<String> ADDITIONS = Set.of("Add", "Sum");

    /** Operators that mix places or channels; without one a join is arithmetic inside an activation or a norm. */
    private static final Set<String> MIXING = Set.of(
            "AveragePool",
            "MaxPool",
            "MatMul",
            "Gemm",
            "Conv",
            "Einsum",
            "FusedMatMul",
            "FusedConv",
            "FusedGemm",
            "MatMulNBits",
            "MatMulInteger",
            "ConvInteger",
            "MatMulIntegerToFloat",
            "DynamicQuantizeMatMul",
            "QLinearMatMul",
            "QLinearConv",
            "QGemm");

    private static final Set<String> ATTENTIONS =
            Set.of("Softmax", "Attention", "MultiHeadAttention", "QAttention", "PackedMultiHeadAttention");

    /** The position of the sum. */
    int join() {
        return fork + 1;
    }

    /** All residual connections along a chain of dominators, in order. */
    static List<ResidualBlock> along(List<String> chain, Dominators dominators) {
        List<ResidualBlock> blocks = new ArrayList<>();
        for (int i = 0; i + 1 < chain.size(); i++) {
            Node join = dominators.producer(chain.get(i + 1));
            if (ADDITIONS.contains(join.opType()) && dominators.active(join).size() > 1) {
                Set<String> operators = branchOperators(chain.get(i), join, dominators);
                if (operators.stream().anyMatch(MIXING::contains)) {
                    blocks.add(new ResidualBlock(i, operators.stream().anyMatch(ATTENTIONS::contains)));
                }
            }
        }
        return blocks;
    }

    private static Set<String> branchOperators(String fork, Node join, Dominators dominators) {
        Set<String> operators = new HashSet<>();
        Set<String> seen = new HashSet<>(Set.of(fork));
        ArrayDeque<String> open = new ArrayDeque<>(dominators.active(join));
        while (!open.isEmpty()) {
            String value = open.remove();
            if (seen.add(value)) {
                Node node = dominators.producer(value);
                operators.add(node.opType());
                open.addAll(dominators.active(node));
            }
        }
        return operators;
    }
}
