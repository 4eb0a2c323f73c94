package dev.graft.backbones.generation;

import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.rewrite.OpsetUpgrade;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import dev.graft.testsupport.Checkout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tiny LLaMA's graph in forms that other exporters give it. */
public final class TinyDecoder {
    private TinyDecoder() {}

    /** As exported, with its weights in it, to be written anywhere. */
    public static Graph whole() {
        return whole(Checkout.tiny("llama"));
    }

    /** That of another folder. */
    public static Graph whole(Path folder) {
        return read(folder.resolve("onnx/model.onnx"));
    }

    /** The graph of a file with its weights in it. */
    public static Graph read(Path file) {
        Graph graph = OpsetUpgrade.upgrade(OnnxFile.read(file));
        Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
        constants.replaceAll((name, constant) -> Constant.of(constant.tensor().copy()));
        return graph.withConstants(constants);
    }

    /** The same graph with a cache of nothing, which is no input. */
    public static Graph withoutPast(Graph graph) {
        GraphBuilder g = new GraphBuilder("decoder");
        Map<String, Value> arguments = new LinkedHashMap<>();
        for (String name : graph.inputNames()) {
            if (!name.startsWith("past")) {
                arguments.put(name, g.input(name, ElementType.INT64, "batch", name + "_length"));
            }
        }
        Value batch = arguments.get("input_ids").shape().slice(0, 1, 0);
        Value size = batch.concat(0, g.constant(Tensor.of(new long[] {1, 0, 8}, 3)));
        Value nothing =
                g.constant(Tensor.allocate(ElementType.FLOAT, 1, 1, 0, 8)).expand(size);
        graph.inputNames().stream()
                .filter(name -> name.startsWith("past"))
                .forEach(name -> arguments.put(name, nothing));
        g.include(graph, arguments).forEach(g::output);
        return g.build();
    }
}
