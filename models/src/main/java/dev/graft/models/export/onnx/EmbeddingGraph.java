package dev.graft.models.export.onnx;

import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.models.export.folder.TokenizerCopy;
import dev.graft.tensors.ElementType;
import java.util.Map;

/** The token embedding. A new token for images, of which there is no row, is looked up as token 0: its places are filled afterwards. */
final class EmbeddingGraph {
    private EmbeddingGraph() {}

    static Graph of(CausalLanguageModel language, TokenizerCopy tokenizer) {
        Graph graph = language.embeddingGraph();
        if (!tokenizer.added()) {
            return graph;
        }
        GraphBuilder g = new GraphBuilder("embed_tokens");
        Value ids = g.input(LanguageModel.IDS, ElementType.INT64, "batch", "tokens");
        Value image = g.scalar(ElementType.INT64, tokenizer.image().orElseThrow());
        Value isImage = g.op("Equal", "", Map.of(), ElementType.BOOL, ids, image);
        Value known = g.op("Where", "", Map.of(), ElementType.INT64, isImage, g.scalar(ElementType.INT64, 0), ids);
        g.output(
                LanguageModel.EMBEDS,
                g.include(graph, Map.of(LanguageModel.IDS, known)).get(LanguageModel.EMBEDS));
        return g.build();
    }
}
