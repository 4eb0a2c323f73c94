package dev.graft.backbones.language;

import dev.graft.backbones.folder.BackbonePlace;
import dev.graft.backbones.folder.ModelConfig;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
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
import java.util.Optional;

/** A language model with an encoder that reads the prompt and a decoder that writes the answer, such as T5. */
public final class EncoderDecoderModel implements LanguageModel {
    /** The encoder's output, {@code [batch, tokens, width]}. */
    public static final String STATES = "last_hidden_state";

    /** The decoder's input that takes {@link #STATES}. */
    public static final String ENCODER_STATES = "encoder_hidden_states";

    /** The decoder's input that takes the encoder's mask; some have none. */
    public static final String ENCODER_MASK = "encoder_attention_mask";

    private static final String DECODER_IDS = "decoder_input_ids";

    private final ModelConfig config;
    private final List<Path> files;
    private final Graph embeddingGraph;
    private final int width;
    private final Graph encoder;
    private final Graph decoder;
    private final Graph caching;
    private final Optional<Graph> next;
    private final Graph bodyGraph;

    private EncoderDecoderModel(
            ModelConfig config,
            List<Path> files,
            EmbeddingCut encoder,
            Graph decoder,
            Graph caching,
            Optional<Graph> next) {
        this.config = config;
        this.files = List.copyOf(files);
        this.embeddingGraph = OpsetUpgrade.upgrade(encoder.embedding());
        this.width = EmbeddingWidth.of(encoder.embedding());
        this.encoder = encoder.rest();
        this.decoder = decoder;
        this.caching = caching;
        this.next = next;
        this.bodyGraph = body(OpsetUpgrade.upgrade(encoder.rest()), OpsetUpgrade.upgrade(decoder));
    }

    static EncoderDecoderModel load(BackbonePlace place, ModelConfig config) {
        EncoderDecoderFiles files = EncoderDecoderFiles.find(place);
        return GraphFile.about(files.decoder(), () -> load(files, config));
    }

    private static EncoderDecoderModel load(EncoderDecoderFiles parts, ModelConfig config) {
        Path encoderFile = parts.encoder();
        Path decoderFile = parts.decoder();
        CacheBranches branches = CacheBranches.of(LanguageGraph.read(decoderFile));
        Graph decoder = branches.whole();
        for (String input : List.of(IDS, ENCODER_STATES)) {
            if (decoder.input(input).isEmpty()) {
                throw new ModelFileException(
                        decoderFile,
                        "the decoder of an encoder-decoder model has an input '" + input + "', this one has "
                                + decoder.inputNames());
            }
        }
        if (decoder.output(LOGITS).isEmpty()) {
            throw new ModelFileException(
                    decoderFile,
                    "the decoder of a language model has an output '" + LOGITS + "', this one has "
                            + decoder.outputNames());
        }
        Graph encoder = LanguageGraph.read(encoderFile);
        List<Path> files = parts.all().stream()
                .flatMap(file -> OnnxFile.filesOf(file).stream())
                .toList();
        FixedSizes.requireNone(encoderFile, encoder, List.of(IDS));
        FixedSizes.requireNone(decoderFile, decoder, List.of(IDS, ENCODER_STATES));
        EmbeddingCut cut = EmbeddingCut.of(encoderFile, encoder, config.scalesEmbeddingInLookup());
        Graph withoutCache = decoder.withOutputNames(List.of(LOGITS)).pruned().withoutUnusedInputs();
        requireKnown(encoderFile, cut.rest(), List.of(EMBEDS, DecoderInputs.MASK));
        requireKnown(decoderFile, withoutCache, List.of(IDS, ENCODER_STATES, ENCODER_MASK));
        Optional<Graph> next = branches.isMerged()
                ? Optional.of(branches.next())
                : parts.next().map(LanguageGraph::read);
        return new EncoderDecoderModel(config, files, cut, withoutCache, decoder, next);
    }

    private static void requireKnown(Path file, Graph graph, List<String> known) {
        for (String input : graph.inputNames()) {
            if (!known.contains(input)) {
                throw new ModelFileException(
                        file,
                        "the graph asks for an input '" + input
                                + "', which Graft does not know in an encoder-decoder model; it knows " + known
                                + ", as Optimum exports encoder, decoder and decoder with past");
            }
        }
    }

    /** Encoder and decoder in one graph, which the gradient of the loss passes through both. */
    private static Graph body(Graph encoder, Graph decoder) {
        GraphBuilder g = new GraphBuilder("encoder-decoder");
        Map<String, Value> encoded = g.include(encoder, Map.of());
        Map<String, Value> arguments = new LinkedHashMap<>();
        arguments.put(ENCODER_STATES, encoded.get(STATES));
        if (decoder.input(ENCODER_MASK).isPresent()) {
            arguments.put(ENCODER_MASK, g.value(DecoderInputs.MASK));
        }
        arguments.put(IDS, g.input(DECODER_IDS, ElementType.INT64, "batch", "decoder_tokens"));
        Value logits = g.include(decoder, arguments).get(LOGITS);
        g.output(LOGITS, logits);
        return g.build();
    }

    /** {@code inputs_embeds} to {@link #STATES}, as the file has it. */
    public Graph encoder() {
        return encoder;
    }

    /** {@code input_ids} and {@link #ENCODER_STATES} to {@code logits}, without a cache, as the file has it. */
    public Graph decoder() {
        return decoder;
    }

    /** {@link #decoder} with all outputs of the file, among them keys and values of what was read where the export has them. */
    public Graph caching() {
        return caching;
    }

    /** What reads one id more with keys and values of those before, as the file has it; empty where the export has none. */
    public Optional<Graph> next() {
        return next;
    }

    @Override
    public int fixedRows() {
        return 0;
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
        int tokens = rows.stream().mapToInt(row -> row.prompt().length).max().orElse(1);
        int decoderTokens =
                rows.stream().mapToInt(row -> row.target().length).max().orElse(1);
        int count = rows.stream().mapToInt(row -> row.target().length).sum();
        return new TextBatch.Size(rows.size(), tokens, decoderTokens, count);
    }

    /** The decoder reads its start token and the targets but the last, and predicts each target in its place. */
    @Override
    public TextBatch layout(List<TextRow> rows, TextBatch.Size size) {
        PaddedIds encoderIds = new PaddedIds(size.batch(), size.tokens());
        PaddedIds decoderIds = new PaddedIds(size.batch(), size.decoderTokens());
        TargetList list = new TargetList(size.targets());
        for (int row = 0; row < rows.size(); row++) {
            long[] prompt = rows.get(row).prompt();
            long[] target = rows.get(row).target();
            encoderIds.append(row, prompt, prompt.length, promptMark());
            decoderIds.append(row, new long[] {startId()}, 1, 1);
            decoderIds.append(row, target, target.length - 1, 1);
            for (int i = 0; i < target.length; i++) {
                list.add(row, i, target[i]);
            }
        }
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(DecoderInputs.MASK, encoderIds.mask());
        feeds.put(DECODER_IDS, decoderIds.ids());
        feeds.keySet().retainAll(bodyGraph.inputNames());
        return new TextBatch(encoderIds.ids(), feeds, list.index(), list.ids(), list.count());
    }

    @Override
    public Map<String, long[]> bodyShapes(TextBatch.Size size) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(EMBEDS, new long[] {size.batch(), size.tokens(), width()});
        shapes.put(DecoderInputs.MASK, new long[] {size.batch(), size.tokens()});
        shapes.put(DECODER_IDS, new long[] {size.batch(), size.decoderTokens()});
        shapes.keySet().retainAll(bodyGraph.inputNames());
        return shapes;
    }

    /** The token that the decoder reads first. */
    public long startId() {
        return config.decoderStartId()
                .orElseGet(() -> config.bosId()
                        .orElseThrow(() -> new ModelFileException("[config.json of " + config.id()
                                + "] an encoder-decoder model needs 'decoder_start_token_id'")));
    }

    @Override
    public LanguageModel attending(Directions directions) {
        return this;
    }

    @Override
    public Directions directions() {
        return Directions.PROMPT;
    }

    @Override
    public long promptMark() {
        return 1;
    }

    @Override
    public boolean readsPromptApart() {
        return true;
    }
}
