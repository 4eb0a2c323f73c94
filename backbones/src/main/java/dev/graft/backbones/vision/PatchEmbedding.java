package dev.graft.backbones.vision;

import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The convolution that cuts an image into patches. */
public final class PatchEmbedding {
    private static final Set<String> PASSING = Set.of("Cast", "Identity", "Sub", "Add", "Mul", "Div");

    private PatchEmbedding() {}

    /** Height and width of a patch, or nothing if the image is not cut by a convolution without overlap. */
    public static List<Integer> size(Graph graph, ImageInput image) {
        Set<String> images = new HashSet<>(Set.of(image.info().name()));
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().anyMatch(images::contains)) {
                if (node.opType().equals("Conv")) {
                    long[] strides = node.intsAttribute("strides");
                    long[] kernel = node.intsAttribute("kernel_shape");
                    return strides != null && strides.length == 2 && (kernel == null || Arrays.equals(strides, kernel))
                            ? List.of(Math.toIntExact(strides[0]), Math.toIntExact(strides[1]))
                            : List.of();
                }
                if (PASSING.contains(node.opType())) {
                    images.addAll(node.outputs());
                }
            }
        }
        return List.of();
    }
}
