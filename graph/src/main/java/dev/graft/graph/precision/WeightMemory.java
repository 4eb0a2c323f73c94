package dev.graft.graph.precision;

import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.tensors.Tensor;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** How much memory the frozen weights of a graph take in an open session. */
public final class WeightMemory {
    private WeightMemory() {}

    /**
     * Bytes of weights: each product's own copy in a faster layout where it has one, other constants once. Of tables from which
     * only rows are taken, nothing is counted: they stay in the file.
     *
     * @param prepack whether weights are copied into a faster layout; integers are in any case
     */
    public static long of(Graph graph, Precision precision, boolean prepack) {
        FrozenSources sources = new FrozenSources(graph);
        Set<String> resident = new HashSet<>();
        long copies = 0;
        for (Node node : graph.nodes()) {
            Optional<FrozenProduct> product = FrozenProduct.of(node, sources);
            boolean rounded = precision.isRounded() && product.isPresent() && FrozenProducts.pays(product.get());
            // The runtime copies constants only, no matrix that is widened in each run.
            boolean copied = rounded
                    || prepack
                            && product.isPresent()
                            && graph.constants().containsKey(product.get().name());
            if (copied) {
                copies += product.get().matrix().elements() * (rounded ? precision.matrixBytes() : Float.BYTES);
            } else if (!node.opType().startsWith("Gather")) {
                node.reads().stream().filter(graph.constants()::containsKey).forEach(resident::add);
            }
        }
        long once = resident.stream()
                .map(graph.constants()::get)
                .mapToLong(constant -> constant.type().bytes(Tensor.elementCount(constant.shape())))
                .sum();
        return copies + once;
    }
}
