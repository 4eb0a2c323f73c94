package dev.graft.backbones.inspect;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.graph.runtime.SessionConfig.Optimization;
import dev.graft.tensors.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a backbone, a vision encoder or a language model in a folder, is, and whether a gradient passes through it.
 *
 * @param id where it came from, or the name of its folder
 * @param modelType the family of architectures; empty where not said
 * @param sizes what {@code config.json} says of its size
 * @param graphs its ONNX files
 * @param cache whether it keeps keys and values of what was read, so that generation reads each token once
 * @param bytes of its files, external weights included
 * @param sha256 by which model folders know it
 * @param vision for a vision encoder
 * @param run whether it computes
 */
public record BackboneDescription(
        BackboneKind kind,
        String id,
        String modelType,
        BackboneSizes sizes,
        List<GraphDescription> graphs,
        boolean cache,
        long bytes,
        String sha256,
        Optional<VisionDescription> vision,
        DryRun run,
        Trainability trainability) {
    /**
     * Describes the backbone of a model folder, or a file of it.
     *
     * @param session where the gradient would be computed
     * @throws ModelFileException if a file is missing or damaged
     */
    public static BackboneDescription of(BackbonePlace place, SessionConfig session) {
        ModelConfig config = ModelConfig.load(place.folder());
        BackboneFiles files = BackboneFiles.of(place);
        Optional<VisionDescription> vision = files.kind() == BackboneKind.VISION_ENCODER
                ? Optional.of(VisionDescription.of(place, config))
                : Optional.empty();
        List<GraphDescription> graphs = new ArrayList<>();
        files.graphs().forEach((file, graph) -> graphs.add(GraphDescription.of(file, graph)));
        boolean cache = files.kind().isLanguageModel()
                && graphs.stream()
                        .flatMap(graph -> graph.inputs().stream())
                        .anyMatch(input -> input.name().startsWith("past"));
        // Nothing is computed, so nothing needs to be fast.
        SessionConfig frugal = session.withOptimization(Optimization.NONE).withPrepack(false);
        return new BackboneDescription(
                files.kind(),
                config.id(),
                config.modelType(),
                vision.map(found -> BackboneSizes.of(config.visionPart()).orWidth(found.width(VisionFeatures.LAST)))
                        .orElseGet(() -> BackboneSizes.of(config)),
                graphs,
                cache,
                files.files().stream().mapToLong(BackboneDescription::size).sum(),
                files.sha256(),
                vision,
                DryRun.of(
                        files.kind(),
                        place,
                        graphs.stream()
                                .mapToDouble(graph -> WeightPrecisions.bytesInUse(graph.weights()))
                                .sum(),
                        vision.flatMap(VisionDescription::anyFeatures),
                        session.withPrepack(false)),
                Trainability.of(
                        files.kind(),
                        place,
                        graphs.stream().mapToInt(GraphDescription::nodes).sum(),
                        frugal));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new ModelFileException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** How often each operator occurs in all its graphs. */
    public Map<String, Integer> operators() {
        Map<String, Integer> all = new LinkedHashMap<>();
        for (GraphDescription graph : graphs) {
            graph.operators().forEach((operator, count) -> all.merge(operator, count, Integer::sum));
        }
        return all;
    }

    /** The number of its weights, as often as the files store them. */
    public long parameters() {
        return weights().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The number of its weights by precision, such as {@code float16} or {@code int4}. */
    public Map<String, Long> weights() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (GraphDescription graph : graphs) {
            graph.weights().forEach((precision, count) -> all.merge(precision, count, Long::sum));
        }
        return all;
    }
}
