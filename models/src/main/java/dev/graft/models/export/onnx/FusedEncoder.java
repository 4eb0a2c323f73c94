package dev.graft.models.export.onnx;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.vision.VisionEncoder;
import dev.graft.backbones.vision.VisionFeatures;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.export.ExportedModel;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Vision encoder and adapter as one graph: {@code pixel_values [images, channels, height, width]} to {@code image_features}. */
final class FusedEncoder {
    /** The output, {@code [images, visual tokens, language width]} FLOAT. */
    static final String OUTPUT = "image_features";

    private FusedEncoder() {}

    /**
     * The graph of a model.
     *
     * @throws InvalidInputException if the adapter reads more than the image
     */
    static Graph of(ExportedModel model) {
        Adapter adapter = model.adapter();
        if (adapter.readsText()) {
            throw new InvalidInputException(
                    "the adapter reads the question besides the image, and the vision encoder of"
                            + " transformers.js sees images alone; 'graft export --to hf' writes such a model");
        }
        VisionFeatures taken = VisionFeatures.parse(model.description().features());
        try (VisionEncoder encoder = VisionEncoder.open(model.vision(), taken, SessionConfig.DEFAULT)) {
            Graph seeing = encoder.graph();
            GraphBuilder g = new GraphBuilder("vision_encoder");
            ValueInfo pixels = seeing.input(VisionEncoder.PIXELS).orElseThrow();
            String features =
                    g.include(seeing, Map.of()).get(VisionEncoder.FEATURES).name();
            Value seen = new Value(g, features, ElementType.FLOAT);
            Map<String, Value> parameters = new LinkedHashMap<>();
            model.weights()
                    .forEach(
                            (name, tensor) -> parameters.put(name, g.constant("adapter/" + name, Constant.of(tensor))));
            g.output(OUTPUT, adapter.build(g, seen, parameters));
            Graph built = g.build();
            return built.input(pixels.name()).isPresent() ? built : built.withInputs(List.of(pixels));
        }
    }
}
