package dev.graft.backbones.language;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.backbones.masks.TwoWayAttention;
import dev.graft.graph.Constant;
import dev.graft.graph.Graph;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.rewrite.OpsetUpgrade;
import dev.graft.graph.runtime.GraphFile;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A decoder-only language model, which predicts each token from those before it. */
public final class CausalLanguageModel implements LanguageModel {
    private final ModelConfig config;
    private final List<Path> files;
    private final Graph embeddingGraph;
    private final int width;
    private final CacheBranches decoder;
    private final DecoderInputs inputs;
    private final FixedSizes fixed;
    private final Graph bodyGraph;
    private final Directions directions;
    private final boolean spatial;

    private CausalLanguageModel(
            ModelConfig config, List<Path> files, Graph embeddingGraph, CacheBranches read, Directions directions) {
        this.directions = directions;
        this.spatial = SpatialPositions.areIn(read.next());
        CacheBranches decoder = spatial ? read.map(SpatialPositions::fromMask) : read;
        this.fixed = FixedSizes.of(files.get(0), decoder.whole());
        this.config = fixed.tokens() == 0 ? config : config.withContext(fixed.tokens());
        this.files = List.copyOf(files);
        this.embeddingGraph = OpsetUpgrade.upgrade(embeddingGraph);
        this.width = EmbeddingWidth.of(embeddingGraph);
        this.decoder = decoder;
        this.inputs = DecoderInputs.of(files.get(0), decoder.next());
        this.bodyGraph = OpsetUpgrade.upgrade(
                withAllLogits(decoder.whole()).withOutputNames(List.of(LOGITS)).pruned());
    }

    /** Told once and for all that no position's logits are left out, so that it can be seen that nothing is cut. */
    private static Graph withAllLogits(Graph graph) {
        if (graph.input(DecoderInputs.LOGITS_TO_KEEP).isEmpty()) {
            return graph;
        }
        Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
        constants.put(DecoderInputs.LOGITS_TO_KEEP, Constant.of(Tensor.scalar(0L)));
        return graph.withInputs(graph.inputs().stream()
                        .filter(info -> !info.name().equals(DecoderInputs.LOGITS_TO_KEEP))
                        .toList())
                .withConstants(constants);
    }

    static CausalLanguageModel load(BackbonePlace place, ModelConfig config) {
        OnnxFiles onnx = new OnnxFiles(place);
        DecoderFiles files = DecoderFiles.find(onnx);
        return GraphFile.about(files.decoder(), () -> load(onnx, files, config));
    }

    private static CausalLanguageModel load(OnnxFiles onnx, DecoderFiles parts, ModelConfig config) {
        Path file = parts.decoder();
        Graph graph = LanguageGraph.read(file);
        if (graph.output(LOGITS).isEmpty()) {
            throw new ModelFileException(
                    file, "a language model has an output '" + LOGITS + "', this graph has " + graph.outputNames());
        }
        CacheBranches branches = parts.next()
                .map(next -> new CacheBranches(graph, LanguageGraph.read(next)))
                .orElseGet(() -> CacheBranches.of(graph));
        List<Path> files = parts.all().stream()
                .flatMap(each -> OnnxFile.filesOf(each).stream())
                .toList();
        if (graph.input(EMBEDS).isPresent()) {
            Path embedFile = onnx.requireBeside("token embedding", file, DecoderFiles.EMBEDDINGS);
            Graph embed = LanguageGraph.read(embedFile);
            return new CausalLanguageModel(config, files, embed, branches, Directions.BACK);
        }
        boolean scaled = config.scalesEmbeddingInLookup();
        EmbeddingCut cut = EmbeddingCut.of(file, branches.whole(), scaled);
        boolean merged = branches.isMerged();
        Graph next = merged ? EmbeddingCut.of(file, branches.next(), scaled).rest() : cut.rest();
        return new CausalLanguageModel(
                config, files, cut.embedding(), new CacheBranches(cut.rest(), next), Directions.BACK);
    }

    /** {@code inputs_embeds} and {@link #inputs} to {@code logits} and a longer cache, as the file has it. */
    public CacheBranches decoder() {
        return decoder;
    }

    /** What {@link #decoder} takes besides embeddings. */
    public DecoderInputs inputs() {
        return inputs;
    }

    /** Sizes that the file fixes. */
    public FixedSizes fixed() {
        return fixed;
    }

    @Override
    public int fixedRows() {
        return fixed.rows();
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public List<Path> files() {
        return files;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public Graph embeddingGraph() {
        return embeddingGraph;
    }

    @Override
    public Graph bodyGraph() {
        return bodyGraph;
    }

    @Override
    public TextBatch.Size size(List<TextRow> rows) {
        int tokens = Math.max(1, fixed.tokens());
        int count = 0;
        for (TextRow row : rows) {
            tokens = Math.max(tokens, row.prompt().length + row.target().length - 1);
            count += row.targets();
        }
        return new TextBatch.Size(Math.max(rows.size(), fixed.rows()), tokens, 0, count);
    }

    /** The last target is predicted, but never read. */
    @Override
    public TextBatch layout(List<TextRow> rows, TextBatch.Size size) {
        PaddedIds ids = new PaddedIds(size.batch(), size.tokens());
        TargetList list = new TargetList(size.targets());
        for (int row = 0; row < rows.size(); row++) {
            long[] prompt = rows.get(row).prompt();
            long[] target = rows.get(row).target();
            for (int place : rows.get(row).learnt()) {
                list.add(row, place - 1, prompt[place]);
            }
            ids.append(row, prompt, rows.get(row).marks(promptMark()));
            ids.append(row, target, target.length - 1, 1);
            for (int i = 0; i < target.length; i++) {
                list.add(row, prompt.length - 1 + i, target[i]);
            }
        }
        Map<String, Tensor> feeds = new LinkedHashMap<>(inputs.feeds(ids.mask(), size.tokens()));
        inputs.emptyCache(size.batch()).forEach(feeds::put);
        feeds.keySet().retainAll(bodyGraph.inputNames());
        return new TextBatch(ids.ids(), feeds, list.index(), list.ids(), list.count());
    }

    @Override
    public Map<String, long[]> bodyShapes(TextBatch.Size size) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        Tensor mask = Tensor.allocate(ElementType.INT64, size.batch(), size.tokens());
        inputs.feeds(mask, size.tokens()).forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        inputs.emptyCache(size.batch()).forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        shapes.put(EMBEDS, new long[] {size.batch(), size.tokens(), width()});
        shapes.keySet().retainAll(bodyGraph.inputNames());
        return shapes;
    }

    @Override
    public LanguageModel attending(Directions other) {
        if (directions == other) {
            return this;
        }
        if (directions != Directions.BACK) {
            throw new IllegalStateException("the masks of a model are changed once");
        }
        Path file = files.get(0);
        if (spatial) {
            throw new ModelFileException(
                    file,
                    "counts positions in rows and columns, as Qwen2-VL's, which is told where the directions of attention would"
                            + " be; leave out prompt.bidirectional");
        }
        DecoderInputs known = DecoderInputs.of(file, decoder.whole());
        Graph whole = TwoWayAttention.of(file, decoder.whole(), known, fixed, other);
        Graph next = decoder.isMerged() ? TwoWayAttention.ofNext(decoder.next()) : whole;
        return new CausalLanguageModel(config, files, embeddingGraph, new CacheBranches(whole, next), other);
    }

    @Override
    public Directions directions() {
        return directions;
    }

    @Override
    public long promptMark() {
        return directions == Directions.PROMPT ? TwoWayAttention.GROUP : 1;
    }

    @Override
    public boolean hasSpatialPositions() {
        return spatial;
    }

    @Override
    public boolean readsPromptApart() {
        return false;
    }
}
