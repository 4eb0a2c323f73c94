package dev.graft.backbones.language;

import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.rewrite.SinglePrecision;
import java.nio.file.Path;

/** Graphs of language models in the types in which they are fed and computed: FLOAT, and INT64 for all that is counted. */
public final class LanguageGraph {
    private LanguageGraph() {}

    /**
     * Reads the graph of a file.
     *
     * @throws dev.graft.tensors.ModelFileException if it is missing or damaged
     */
    public static Graph read(Path file) {
        return IntegerInputs.widen(SinglePrecision.widen(OnnxFile.read(file)));
    }
}
