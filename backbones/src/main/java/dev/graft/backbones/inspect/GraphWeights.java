package dev.graft.backbones.inspect;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.graph.Attribute;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import dev.graft.tensors.TensorSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The weights of a backbone's ONNX files, in which published weights are looked for before they take the backbone's place, or an
 * adapter that was trained with them is joined to it: those of another fine-tune or size would load and answer otherwise. Names say
 * nothing, as exporters change them; weights are compared by their numbers, whichever way round they lie and in whichever precision.
 */
public final class GraphWeights {
    /** Smaller ones are often the same by chance. */
    private static final long LEAST = 8;

    /** How many published weights are in the ONNX files, of those that could be, and of all. */
    public record Found(int same, int compared, int all) {
        /** What a user should know of it. */
        public String told(String part) {
            return part + ": "
                    + (compared == 0
                            ? "none of its " + all
                                    + " weights could be compared, as its ONNX files hold none in real numbers"
                            : same + " of its " + all + " weights are those of its ONNX files"
                                    + (same < all ? ", the others are not in them" : ""));
        }
    }

    /** A weight's name in the ONNX files of one backbone; those of another may have it, too. */
    private record Place(BackbonePlace backbone, String name) {}

    private record Candidate(Place place, SampledTensor weight) {}

    private final Map<List<Long>, List<Candidate>> byShape = new HashMap<>();
    private final Set<Place> used = new HashSet<>();
    private int matrices;

    private GraphWeights() {}

    /** Reads those of backbones. */
    public static GraphWeights of(List<BackbonePlace> places) {
        GraphWeights weights = new GraphWeights();
        places.forEach(place -> BackboneFiles.of(place).graphs().values().forEach(graph -> weights.add(place, graph)));
        return weights;
    }

    private void add(BackbonePlace place, Graph graph) {
        graph.constants().forEach((name, constant) -> {
            long[] shape = constant.shape();
            if (SampledTensor.isRead(constant.type(), shape) && Tensor.elementCount(shape) >= LEAST) {
                add(new Place(place, name), constant, shape.length == 2);
            }
        });
        for (Node node : graph.nodes()) {
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.Subgraph subgraph) {
                    add(place, subgraph.graph());
                }
            }
        }
    }

    private void add(Place place, Constant constant, boolean matrix) {
        Tensor tensor = constant.tensor();
        SampledTensor sampled = SampledTensor.of(place.name(), tensor, false);
        if (sampled.tells()) {
            matrices += sampled.isMatrix() ? 1 : 0;
            put(new Candidate(place, sampled));
            if (matrix && sampled.isMatrix()) {
                put(new Candidate(place, SampledTensor.of(place.name(), tensor, true)));
            }
        }
    }

    private void put(Candidate candidate) {
        SampledTensor weight = candidate.weight();
        byShape.computeIfAbsent(List.of(weight.rows(), weight.columns()), shape -> new ArrayList<>())
                .add(candidate);
    }

    /**
     * Refuses weights that are not those of the ONNX files.
     *
     * @param part what they are of, such as "vision encoder"
     * @param names of the weights in the source that are the backbone's
     * @throws ModelFileException with the first weight that is another, and how many are the same
     */
    public Found require(String part, TensorSource source, Collection<String> names) {
        String remedy = "name the weights of which the ONNX files of the " + part + " were exported";
        Found found = requireNoOther(part, source, names, remedy);
        if (found.same() == 0 && matrices > 0) {
            throw new ModelFileException(
                    source.path(),
                    "holds weights of another " + part + " than the one that the model answers with: none of its "
                            + names.size() + " weights has the shape of one of the " + matrices
                            + " matrices of its ONNX files; " + remedy);
        }
        return found;
    }

    /**
     * Refuses weights that the ONNX files have otherwise. Of those that they do not have, in whatever form, nothing is said.
     *
     * @param part what they are of, such as "vision encoder"
     * @param names of the weights in the source that are the backbone's
     * @param remedy what to do, which the message ends in
     * @throws ModelFileException with the first weight that is another, and how many are the same
     */
    public Found requireNoOther(String part, TensorSource source, Collection<String> names, String remedy) {
        List<SampledTensor> missing = new ArrayList<>();
        int same = 0;
        for (String name : names) {
            SampledTensor weight = SampledTensor.of(source, name)
                    .filter(found -> found.values().length >= LEAST && found.tells())
                    .orElse(null);
            List<Candidate> candidates = weight == null ? List.of() : candidates(weight);
            if (use(weight, candidates)) {
                same++;
            } else if (!candidates.isEmpty()) {
                missing.add(weight);
            }
        }
        List<SampledTensor> others = missing.stream().filter(this::isOther).toList();
        int compared = same + others.size();
        if (!others.isEmpty()) {
            throw new ModelFileException(
                    source.path(),
                    "holds weights of another " + part + " than the one that the model answers with: of "
                            + compared + " weights that its ONNX files have, too, " + same + " are the same. "
                            + difference(others.get(0)) + "; " + remedy);
        }
        return new Found(same, compared, names.size());
    }

    private List<Candidate> candidates(SampledTensor weight) {
        return byShape.getOrDefault(List.of(weight.rows(), weight.columns()), List.of());
    }

    /** Whether a weight is one of the candidates, or several where both backbones have it, which are used then. */
    private boolean use(SampledTensor weight, List<Candidate> candidates) {
        List<Place> same = candidates.stream()
                .filter(candidate -> weight.same(candidate.weight()) == weight.values().length
                        || weight.isScaled(candidate.weight()))
                .map(Candidate::place)
                .toList();
        used.addAll(same);
        return !same.isEmpty();
    }

    /** Whether the ONNX files have weights in its place: those of its shape that are none of the published weights. */
    private boolean isOther(SampledTensor weight) {
        return candidates(weight).stream().anyMatch(candidate -> !used.contains(candidate.place()));
    }

    private String difference(SampledTensor weight) {
        SampledTensor nearest = candidates(weight).stream()
                .filter(candidate -> !used.contains(candidate.place()))
                .map(Candidate::weight)
                .max((a, b) -> Integer.compare(weight.same(a), weight.same(b)))
                .orElseThrow();
        int place = 0;
        while (place < weight.values().length - 1 && weight.values()[place] == nearest.values()[place]) {
            place++;
        }
        return "'" + weight.name() + "' [" + weight.rows() + ", " + weight.columns() + "] is none of them: nearest is '"
                + nearest.name() + "', of which " + weight.same(nearest) + " of " + weight.values().length
                + " numbers are the same; the first other is " + weight.values()[place] + " in the place of "
                + nearest.values()[place];
    }
}
