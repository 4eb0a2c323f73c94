package dev.graft.graph.autodiff.rules;

import dev.graft.graph.Value;
import dev.graft.tensors.Shape;
import java.util.Arrays;
import java.util.Map;

/** Operators that move elements without dropping any. */
final class ReshapingRules {
    private ReshapingRules() {}

    static void addTo(Map<String, GradientRule> rules) {
        for (String operator : new String[] {"Reshape", "Flatten", "Squeeze", "Unsqueeze"}) {
            rules.put(operator, a -> a.give(0, likeInput(a, a.dy(), 0)));
        }
        rules.put("Transpose", ReshapingRules::transpose);
        rules.put("Expand", a -> a.giveReduced(0, a.dy()));
        rules.put("Tile", ReshapingRules::tile);
        rules.put("DepthToSpace", ReshapingRules::depthToSpace);
        rules.put("SpaceToDepth", ReshapingRules::spaceToDepth);
    }

    /** A gradient in the shape of an input with as many elements. */
    static Value likeInput(Adjoint a, Value gradient, int index) {
        Shape shape = a.inShape(index);
        long unknown = shape.dims().stream().filter(dim -> !dim.isKnown()).count();
        boolean hasZero = shape.dims().stream().anyMatch(dim -> dim.size() == 0);
        return unknown > 1 || hasZero ? gradient.reshape(a.in(index).shape()) : gradient.reshape(shape.sizes());
    }

    private static void transpose(Adjoint a) {
        long[] permutation = a.node.intsAttribute("perm");
        int rank = a.inShape(0).rank();
        long[] inverse = new long[rank];
        for (int i = 0; i < rank; i++) {
            // Without the attribute the axes are reversed.
            inverse[permutation == null ? rank - 1 - i : (int) permutation[i]] = i;
        }
        a.give(0, a.dy().transpose(inverse));
    }

    private static void tile(Adjoint a) {
        long[] repeats = a.constantInts(1);
        Shape shape = a.inShape(0);
        if (repeats == null || !shape.isStatic()) {
            throw a.refuse("the numbers of repeats and the sizes must be known; fix the input shapes");
        }
        long[] split = new long[2 * repeats.length];
        long[] axes = new long[repeats.length];
        for (int i = 0; i < repeats.length; i++) {
            split[2 * i] = repeats[i];
            split[2 * i + 1] = shape.dim(i).size();
            axes[i] = 2L * i;
        }
        a.give(0, a.dy().reshape(split).sum(false, axes));
    }

    private static void depthToSpace(Adjoint a) {
        long block = a.node.intAttribute("blocksize", 1);
        long[] out = a.outShape(0).sizes();
        long[] split = {out[0], out[1], out[2] / block, block, out[3] / block, block};
        boolean columnFirst = a.node.textAttribute("mode", "DCR").equals("CRD");
        Value gathered = a.dy().reshape(split);
        gathered = columnFirst ? gathered.transpose(0, 1, 3, 5, 2, 4) : gathered.transpose(0, 3, 5, 1, 2, 4);
        a.give(0, likeInput(a, gathered, 0));
    }

    private static void spaceToDepth(Adjoint a) {
        Value back =
                a.g.op("DepthToSpace", Map.of("blocksize", a.node.intAttribute("blocksize", 1), "mode", "DCR"), a.dy());
        a.give(0, back);
    }

    static long[] zeros(int count) {
        return new long[count];
    }

    static long[] filled(int count, long value) {
        long[] values = new long[count];
        Arrays.fill(values, value);
        return values;
    }
}
