package dev.graft.models;

import dev.graft.adapters.Adapter;
import dev.graft.adapters.TextInput;
import dev.graft.backbones.image.TileGrid;
import dev.graft.backbones.vision.PaddedFeatures;
import dev.graft.graph.Constant;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.models.imagetext.InstructionText;
import dev.graft.models.imagetext.QFormerText;
import dev.graft.models.visual.EncodedImage;
import dev.graft.models.visual.SeenImage;
import dev.graft.models.visual.VisualLayout;
import dev.graft.models.visual.VisualSequence;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An adapter with its weights, ready to run. */
public final class AdapterRunner implements AutoCloseable {
    private static final String FEATURES = "features";
    private static final String TOKENS = "visual_tokens";

    private static final String TEXT_IDS = "text_ids";
    private static final String TEXT_MASK = "text_mask";

    private final Session session;
    private final Adapter adapter;
    private final int vectors;
    private final Tensor separators;
    private final Optional<InstructionText> text;

    /** An adapter that reads no text. Takes copies of the weights. */
    public AdapterRunner(
            Adapter adapter, Map<String, Tensor> weights, int featureTokens, int visionWidth, SessionConfig config) {
        this(adapter, weights, featureTokens, visionWidth, Optional.empty(), config);
    }

    /**
     * Takes copies of the weights.
     *
     * @param text writes the texts that the adapter reads, and is closed with this
     */
    public AdapterRunner(
            Adapter adapter,
            Map<String, Tensor> weights,
            int featureTokens,
            int visionWidth,
            Optional<InstructionText> text,
            SessionConfig config) {
        this.text = text;
        this.adapter = adapter;
        this.vectors = adapter.settledVectors().orElse(adapter.takesAnyVectors() ? -1 : featureTokens);
        GraphBuilder g = new GraphBuilder("adapter");
        Map<String, Value> parameters = new LinkedHashMap<>();
        for (String name : adapter.parameterShapes().keySet()) {
            parameters.put(
                    name,
                    g.constant(
                            "parameter/" + name, Constant.of(weights.get(name).copy())));
        }
        Value features =
                g.input(FEATURES, ElementType.FLOAT, "batch", vectors < 0 ? (Object) "vectors" : vectors, visionWidth);
        g.output(
                TOKENS,
                text.isEmpty()
                        ? adapter.build(g, features, parameters)
                        : adapter.build(g, features, textInput(g), parameters));
        this.separators = separators(adapter, weights);
        this.session = Session.open(g.build(), config.unrounded());
    }

    private static TextInput textInput(GraphBuilder g) {
        return new TextInput(
                g.input(TEXT_IDS, ElementType.INT64, "batch", "text"),
                g.input(TEXT_MASK, ElementType.INT64, "batch", "text"));
    }

    /** Whether what is seen of an image depends on a text. */
    public boolean readsText() {
        return text.isPresent();
    }

    /** What the files of the tokenizer say by which it reads texts; empty where it reads none. */
    public String textFingerprint() {
        return text.map(InstructionText::fingerprint).orElse("");
    }

    /** {@code [batch, feature tokens, vision width]} to {@code [batch, visual tokens, language width]}. */
    public Tensor visualTokens(Tensor features) {
        if (readsText()) {
            throw new IllegalArgumentException("what this adapter makes of an image depends on the question, too");
        }
        adapter.requireVectors(features.dim(1));
        return session.run(Map.of(FEATURES, features)).get(TOKENS);
    }

    /** The same with a text for each of the batch, by an adapter that reads it. */
    private Tensor visualTokens(Tensor features, List<String> texts) {
        QFormerText.Batch read = text.orElseThrow().encode(texts);
        return session.run(Map.of(FEATURES, features, TEXT_IDS, read.ids(), TEXT_MASK, read.mask()))
                .get(TOKENS);
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
        return laidOut(images, visualTokens(joined(images)), layout);
    }

    /** The same of an adapter that {@link #readsText}, with a text for each image. */
    public List<SeenImage> see(List<EncodedImage> images, List<String> texts, VisualLayout layout) {
        if (images.isEmpty()) {
            return List.of();
        }
        List<String> ofTiles = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            ofTiles.addAll(Collections.nCopies(images.get(i).grid().tiles(), texts.get(i)));
        }
        return laidOut(images, visualTokens(joined(images), ofTiles), layout);
    }

    private List<SeenImage> laidOut(List<EncodedImage> images, Tensor tokens, VisualLayout layout) {
        FloatBuffer from = tokens.floats();
        List<SeenImage> seen = new ArrayList<>();
        for (EncodedImage image : images) {
            int floats = Math.toIntExact(image.grid().tiles() * tokens.dim(1) * tokens.dim(2));
            seen.add(laidOut(from.slice(from.position(), floats), tokens.dim(1), image.grid(), layout));
            from.position(from.position() + floats);
        }
        return seen;
    }

    private void require(EncodedImage image) {
        adapter.requireVectors(image.features().dim(1));
        if (vectors >= 0 && image.features().dim(1) != vectors) {
            throw new InvalidInputException(
                    "the adapter takes " + vectors + " feature vectors of an image, or of a tile, and the"
                            + " vision encoder gives " + image.features().dim(1)
                            + "; let preprocessor_config.json make all pictures of one size");
        }
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
        SeenImage alone = assembled(layout.sequence(grid, Math.toIntExact(tileTokens)), table);
        return layout.amongSeveral(grid, Math.toIntExact(tileTokens))
                .map(several -> alone.withAmongSeveral(assembled(several, table)))
                .orElse(alone);
    }

    private static SeenImage assembled(VisualSequence sequence, Tensor table) {
        return new SeenImage(sequence.assemble(table), sequence);
    }

    /** The tiles of all images. */
    private Tensor joined(List<EncodedImage> images) {
        images.forEach(this::require);
        return PaddedFeatures.joined(images.stream().map(EncodedImage::features).toList());
    }

    @Override
    public void close() {
        try (OpenParts parts = new OpenParts()) {
            parts.add(session);
            text.ifPresent(parts::add);
        }
    }
}
