package dev.graft.backbones.inspect;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.folder.VisionConfig;
import dev.graft.backbones.folder.VisionFiles;
import dev.graft.backbones.vision.FeatureGraph;
import dev.graft.backbones.vision.ImageInput;
import dev.graft.backbones.vision.PatchEmbedding;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.backbones.vision.VisionOutputs;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.rewrite.OpsetUpgrade;
import dev.graft.graph.runtime.GraphFile;
import dev.graft.tensors.ModelFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a vision encoder takes and gives.
 *
 * @param channels of an image
 * @param imageHeight of an image in pixels
 * @param imageWidth of an image in pixels
 * @param sizeKnown whether the files tell height and width; otherwise they are usual ones
 * @param patch height and width of a patch in pixels; empty where the encoder cuts none
 * @param features what each kind of features gives that the encoder has, by its name in {@link VisionFeatures}
 * @param hiddenStates how many there are, taken as {@code layer:0} and so on; 0 where they are not found in the graph
 */
public record VisionDescription(
        int channels,
        int imageHeight,
        int imageWidth,
        boolean sizeKnown,
        List<Integer> patch,
        Map<String, Features> features,
        int hiddenStates) {
    /**
     * The shape of features.
     *
     * @param tokens feature vectors of an image
     * @param width of one
     */
    public record Features(int tokens, int width) {}

    private static final List<String> KINDS = List.of("last", "last,patches", "pooled", "embeds", "layer:-2");

    static VisionDescription of(BackbonePlace place, ModelConfig config) {
        Path file = VisionFiles.find(place).model();
        return GraphFile.about(file, () -> of(file, place.folder(), config));
    }

    private static VisionDescription of(Path file, Path folder, ModelConfig config) {
        Graph graph = OnnxFile.read(file);
        VisionConfig vision = config.vision();
        ImageInput image = ImageInput.of(file, graph, vision, folder);
        Graph current = OpsetUpgrade.upgrade(graph);
        Map<String, Features> features = new LinkedHashMap<>();
        for (String kind : KINDS) {
            shape(file, current, vision, image, kind)
                    .filter(found -> !kind.endsWith(",patches") || !features.containsValue(found))
                    .ifPresent(found -> features.put(kind, found));
        }
        return new VisionDescription(
                image.channels(),
                image.height(),
                image.width(),
                image.sizeKnown(),
                vision.patchSize().isEmpty() ? PatchEmbedding.size(current, image) : vision.patchSize(),
                features,
                hiddenStates(new VisionOutputs(file, current, vision, image)));
    }

    /** Empty where the encoder has no such features. */
    private static Optional<Features> shape(
            Path file, Graph graph, VisionConfig config, ImageInput image, String kind) {
        try {
            FeatureGraph found = FeatureGraph.of(file, graph, config, image, VisionFeatures.parse(kind));
            return Optional.of(new Features(found.tokens(), found.width()));
        } catch (ModelFileException | IllegalArgumentException e) {
            // A foreign graph is refused by both.
            return Optional.empty();
        }
    }

    /** The width of features; empty where the encoder has no such. */
    OptionalInt width(VisionFeatures wanted) {
        Features found = features.get(wanted.toString());
        return found == null ? OptionalInt.empty() : OptionalInt.of(found.width());
    }

    /** Some features that it has. */
    Optional<VisionFeatures> anyFeatures() {
        return features.keySet().stream().map(VisionFeatures::parse).findFirst();
    }

    private static int hiddenStates(VisionOutputs outputs) {
        try {
            return outputs.states().size();
        } catch (ModelFileException e) {
            return 0;
        }
    }
}
