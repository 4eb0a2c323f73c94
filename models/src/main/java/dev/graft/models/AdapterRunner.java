package dev.graft.models;

import dev.graft.adapters.Adapter;
import dev.graft.backbones.image.TileGrid;
import dev.graft.graph.Constant;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.visual.EncodedImage;
import dev.graft.models.visual.SeenImage;
import dev.graft.models.visual.VisualLayout;
import dev.graft.models.visual.VisualSequence;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An adapter with its weights, ready to run. */
public final class AdapterRunner implements AutoCloseable {
    private static final String FEATURES = "features";
    private static final String TOKENS = "visual_tokens";

    private final Session session;
    private final Tensor separators;

    /** Takes copies of the weights. */
    public AdapterRunner(
            Adapter adapter, Map<String, Tensor> weights, int featureTokens, int visionWidth, SessionConfig config) {
        GraphBuilder g = new GraphBuilder("adapter");
        Map<String, Value> parameters = new LinkedHashMap<>();
        for (String name : adapter.parameterShapes().keySet()) {
            parameters.put(
                    name,
                    g.constant(
                            "parameter/" + name, Constant.of(weights.get(name).copy())));
        }
        Value features = g.input(FEATURES, ElementType.FLOAT, "batch", featureTokens, visionWidth);
        g.output(TOKENS, adapter.build(g, features, parameters));
        this.separators = separators(adapter, weights);
        this.session = Session.open(g.build(), config.unrounded());
    }

    /** {@code [batch, feature tokens, vision width]} to {@code [batch, visual tokens, language width]}. */
    public Tensor visualTokens(Tensor features) {
        return session.run(Map.of(FEATURES, features)).get(TOKENS);
    }

    private static Tensor separators(Adapter adapter, Map<String, Tensor> weights) {
        List<Tensor> vectors = adapter.separators().stream().map(weights::get).toList();
        Tensor rows = Tensor.allocate(
                ElementType.FLOAT,
                vectors.size(),
                vectors.isEmpty() ? 0 : vectors.get(0).size());
        FloatBuffer into = rows.floats();
        vectors.forEach(vector -> into.put(vector.floats()));
        return rows;
    }

    /**
     * What the language model reads of images.
     *
     * @param layout how the tokens of their tiles are laid out
     */
    public List<SeenImage> see(List<EncodedImage> images, VisualLayout layout) {
        if (images.isEmpty()) {
            return List.of();
        }
        Tensor tokens = visualTokens(images.size() == 1 ? images.get(0).features() : joined(images));
        FloatBuffer from = tokens.floats();
        List<SeenImage> seen = new ArrayList<>();
        for (EncodedImage image : images) {
            int floats = Math.toIntExact(image.grid().tiles() * tokens.dim(1) * tokens.dim(2));
            seen.add(laidOut(from.slice(from.position(), floats), tokens.dim(1), image.grid(), layout));
            from.position(from.position() + floats);
        }
        return seen;
    }

    /** What the language model would read of an image each of whose tiles has the same tokens, {@code [tokens, width]}. */
    public SeenImage alike(Tensor tile, TileGrid grid, VisualLayout layout) {
        FloatBuffer all = FloatBuffer.allocate(Math.toIntExact(grid.tiles() * tile.size()));
        for (int i = 0; i < grid.tiles(); i++) {
            all.put(tile.floats());
        }
        return laidOut(all.flip(), tile.dim(0), grid, layout);
    }

    private SeenImage laidOut(FloatBuffer tokens, long tileTokens, TileGrid grid, VisualLayout layout) {
        long rows = grid.tiles() * tileTokens;
        Tensor table = Tensor.allocate(ElementType.FLOAT, rows + separators.dim(0), tokens.remaining() / rows);
        table.floats().put(tokens).put(separators.floats());
        VisualSequence sequence = layout.sequence(grid, Math.toIntExact(tileTokens));
        return new SeenImage(sequence.assemble(table), sequence);
    }

    /** The tiles of all images. */
    private static Tensor joined(List<EncodedImage> images) {
        long tiles = images.stream().mapToLong(image -> image.features().dim(0)).sum();
        Tensor first = images.get(0).features();
        Tensor all = Tensor.allocate(first.type(), tiles, first.dim(1), first.dim(2));
        FloatBuffer into = all.floats();
        images.forEach(image -> into.put(image.features().floats()));
        return all;
    }

    @Override
    public void close() {
        session.close();
    }
}
