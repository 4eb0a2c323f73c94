package dev.graft.backbones.vision;

import dev.graft.backbones.folder.VisionConfig;
import dev.graft.graph.Attribute;
import dev.graft.graph.Graph;
import dev.graft.graph.Node;
import dev.graft.graph.runtime.TypeInference;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the value of an exported graph that holds the features asked for. */
public final class VisionOutputs {
    private static final List<String> LAST = List.of("last_hidden_state", "vision_model_output.last_hidden_state");
    private static final List<String> POOLED =
            List.of("pooler_output", "vision_model_output.pooler_output", "image_embeds", "image_features");
    private static final List<String> EMBEDS =
            List.of("image_embeds", "image_features", "image_embedding", "image_embeddings");

    /** Vectors that are known to be something else than an image in the space of the texts. */
    private static final List<String> EMBEDS_NOT =
            List.of("logits", "pooler_output", "vision_model_output.pooler_output");

    private static final Set<String> GLOBAL_POOLINGS =
            Set.of("GlobalAveragePool", "GlobalMaxPool", "ReduceMean", "AveragePool");

    /** A normalisation, or the arithmetic that one is written out as. */
    private static final Set<String> NORMALIZING = Set.of(
            "LayerNormalization",
            "SimplifiedLayerNormalization",
            "RMSNormalization",
            "BatchNormalization",
            "Sub",
            "Div",
            "Mul",
            "Add",
            "Cast",
            "Identity");

    private static final String JOINED = "joined_layers";
    private static final String HIDDEN_STATE = "hidden_states.";

    private final Path file;
    private final Graph graph;
    private final VisionConfig config;
    private final ImageInput image;
    private final List<String> fromPixels = new ArrayList<>();

    public VisionOutputs(Path file, Graph graph, VisionConfig config, ImageInput image) {
        this.file = file;
        this.graph = graph;
        this.config = config;
        this.image = image;
        for (String output : graph.outputNames()) {
            if (part(output).inputNames().equals(List.of(image.info().name()))) {
                fromPixels.add(output);
            }
        }
        if (fromPixels.isEmpty()) {
            throw noneFromPixels();
        }
    }

    /** The part of the graph that computes one value. */
    Graph part(String value) {
        return graph.withOutputNames(List.of(value)).pruned().withoutUnusedInputs();
    }

    /** The part of the graph that computes features, which it gives as its only output. */
    Graph part(VisionFeatures features) {
        return features.layers().size() > 1 ? joined(features.layers()) : part(find(features));
    }

    /** The vectors of several layers, one behind the other. */
    private Graph joined(List<Integer> layers) {
        List<String> values = layers.stream().map(this::layer).toList();
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.add(new Node("Concat", "", JOINED, values, List.of(JOINED), Map.of("axis", Attribute.of(-1L))));
        Graph whole =
                new Graph(graph.name(), graph.inputs(), graph.outputs(), graph.constants(), nodes, graph.opsets());
        return whole.withOutputNames(List.of(JOINED)).pruned().withoutUnusedInputs();
    }

    String find(VisionFeatures features) {
        return switch (features.source()) {
            case LAST -> last();
            case POOLED -> pooled();
            case EMBEDS -> embeds();
            case PIXELS -> image.info().name();
            case LAYER -> layer(features.layers().get(0));
        };
    }

    private String last() {
        return named(LAST).or(this::onlySequence).or(this::lastBeforePooling).orElseThrow(() -> missing("last"));
    }

    private String pooled() {
        return named(POOLED)
                .or(() -> fromPixels.stream()
                        .filter(output -> rank(output) == 2 && !output.equals("logits"))
                        .findFirst())
                .orElseThrow(() -> missing("pooled"));
    }

    /** SigLIP's tower pools in the space of the texts, and projects nothing. */
    private String embeds() {
        boolean unprojected = config.modelType().startsWith("siglip");
        return named(EMBEDS)
                .or(() -> unprojected ? named(POOLED) : Optional.empty())
                .or(() -> onlyVector(EMBEDS_NOT))
                .orElseThrow(
                        () -> new ModelFileException(
                                file,
                                "the features 'embeds' were asked for, an image in the space of the texts, and among the outputs "
                                        + "that follow from the image, " + fromPixels + ", there is none of " + EMBEDS
                                        + "; export the vision model with its projection, as transformers' CLIPVisionModelWithProjection"));
    }

    private Optional<String> onlyVector(List<String> others) {
        List<String> vectors = fromPixels.stream()
                .filter(output -> rank(output) == 2 && !others.contains(output))
                .toList();
        return vectors.size() == 1 ? Optional.of(vectors.get(0)) : Optional.empty();
    }

    String layer(int layer) {
        List<String> states = states();
        int index = layer < 0 ? layer + states.size() : layer;
        if (index < 0 || index >= states.size()) {
            throw new InvalidInputException(
                    file,
                    "there is no layer " + layer + "; this encoder has layers " + (-states.size()) + " to "
                            + (states.size() - 1));
        }
        return states.get(index);
    }

    /** The values that hold the hidden states, from what the first layer reads to what the last one returns. */
    public List<String> states() {
        List<String> exported = exportedStates();
        if (!exported.isEmpty()) {
            return exported;
        }
        String target = named(LAST).or(this::onlySequence).orElse(fromPixels.get(0));
        return new HiddenStates(file, config, graph, image.info().name(), target).names();
    }

    /** Hidden states that the exporter was asked for. */
    private List<String> exportedStates() {
        List<String> states = new ArrayList<>();
        while (fromPixels.contains(HIDDEN_STATE + states.size())) {
            states.add(HIDDEN_STATE + states.size());
        }
        return states;
    }

    private Optional<String> named(List<String> names) {
        return names.stream().filter(fromPixels::contains).findFirst();
    }

    private Optional<String> onlySequence() {
        List<String> sequences = fromPixels.stream()
                .filter(output -> rank(output) >= 3 && !output.startsWith(HIDDEN_STATE))
                .toList();
        return sequences.size() == 1 ? Optional.of(sequences.get(0)) : Optional.empty();
    }

    /**
     * Where the export ends with a pooled vector or with scores: the feature map that is pooled, or the state after the
     * last layer with the normalisation that follows it.
     */
    private Optional<String> lastBeforePooling() {
        String target = fromPixels.get(0);
        String pixels = image.info().name();
        Map<String, TensorType> types =
                TypeInference.infer(part(target).withInputShapes(Map.of(pixels, image.smallestShape())));
        Dominators dominators = new Dominators(graph, pixels);
        List<String> chain = dominators.chain(target);
        for (int i = chain.size() - 1; i > 0; i--) {
            boolean pooled =
                    GLOBAL_POOLINGS.contains(dominators.producer(chain.get(i)).opType());
            if (pooled && isMap(types.get(chain.get(i - 1)))) {
                return Optional.of(chain.get(i - 1));
            }
        }
        List<String> states = new HiddenStates(file, config, graph, pixels, target).names();
        int position = chain.indexOf(states.get(states.size() - 1));
        while (position + 1 < chain.size()
                && NORMALIZING.contains(
                        dominators.producer(chain.get(position + 1)).opType())
                && sameShape(types.get(chain.get(position)), types.get(chain.get(position + 1)))) {
            position++;
        }
        return Optional.of(chain.get(position));
    }

    private static boolean isMap(TensorType type) {
        return type != null
                && type.shape().isStatic()
                && type.shape().rank() == 4
                && type.shape().dim(2).size() * type.shape().dim(3).size() > 1;
    }

    private static boolean sameShape(TensorType first, TensorType second) {
        return first != null && second != null && first.shape().equals(second.shape());
    }

    /** The rank as declared, or 0 where the file does not say. */
    private int rank(String output) {
        return graph.output(output)
                .map(info -> info.type() == null || info.type().shape() == null
                        ? 0
                        : info.type().shape().rank())
                .orElse(0);
    }

    private ModelFileException missing(String features) {
        return new ModelFileException(
                file,
                "the features '" + features
                        + "' were asked for, but among the outputs that follow from the image, " + fromPixels
                        + ", none is known to hold them; choose other features (last, pooled, layer:N) or another export");
    }

    private ModelFileException noneFromPixels() {
        Set<String> needed = new TreeSet<>();
        for (String output : graph.outputNames()) {
            needed.addAll(part(output).inputNames());
        }
        needed.remove(image.info().name());
        return new ModelFileException(
                file,
                "every output, of " + graph.outputNames() + ", also needs " + needed
                        + ", which a vision encoder cannot be given; export the vision model alone");
    }
}
