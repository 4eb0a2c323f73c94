package dev.graft.backbones.language;

import dev.graft.backbones.folder.ModelConfig;
import dev.graft.backbones.folder.OnnxFiles;
import dev.graft.graph.Graph;
import dev.graft.graph.GraphBuilder;
import dev.graft.graph.Value;
import dev.graft.graph.onnx.OnnxFile;
import dev.graft.graph.rewrite.OpsetUpgrade;
import dev.graft.graph.rewrite.SinglePrecision;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.ModelFileException;
import dev.graft.tensors.Tensor;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An encoder that reads the prompt and a decoder that writes the answer, such as T5. */
public final class EncoderDecoderModel implements LanguageModel {
    public static final List<String> ENCODERS = List.of("encoder_model");
    public static final List<String> DECODERS = List.of("decoder_model", "decoder_model_merged");
    private static final String MASK = "attention_mask";
    private static final String STATES = "last_hidden_state";
    private static final String DECODER_IDS = "decoder_input_ids";
    private static final String ENCODER_STATES = "encoder_hidden_states";
    private static final String ENCODER_MASK = "encoder_attention_mask";

    private final ModelConfig config;
    private final List<Path> files;
    private final Graph embeddingGraph;
    private final Graph bodyGraph;
    private final TokenEmbedding embedding;
    private final Session encoder;
    private final Session decoder;

    private EncoderDecoderModel(
            ModelConfig config, List<Path> files, EmbeddingCut encoder, Graph decoder, SessionConfig session) {
        this.config = config;
        this.files = List.copyOf(files);
        this.embeddingGraph = OpsetUpgrade.upgrade(encoder.embedding());
        this.bodyGraph = body(OpsetUpgrade.upgrade(encoder.rest()), OpsetUpgrade.upgrade(decoder));
        try (OpenParts open = new OpenParts()) {
            this.embedding = open.add(TokenEmbedding.open(encoder.embedding(), session));
            this.encoder = open.add(Session.open(encoder.rest(), session));
            this.decoder = open.add(Session.open(decoder, session));
            open.handOver(this);
        }
    }

    static EncoderDecoderModel open(Path folder, ModelConfig config, SessionConfig session) {
        OnnxFiles onnx = new OnnxFiles(folder);
        Path encoderFile = onnx.require("encoder", ENCODERS);
        Path decoderFile = onnx.require("decoder", DECODERS);
        Graph decoder = CacheBranches.of(SinglePrecision.widen(OnnxFile.read(decoderFile)))
                .whole();
        for (String input : List.of(IDS, ENCODER_STATES)) {
            if (decoder.input(input).isEmpty()) {
                throw new ModelFileException(
                        decoderFile,
                        "the decoder of an encoder-decoder model has an " + "input '" + input + "', this one has "
                                + decoder.inputNames());
            }
        }
        Graph encoder = SinglePrecision.widen(OnnxFile.read(encoderFile));
        List<Path> files = new ArrayList<>(OnnxFile.filesOf(encoderFile));
        files.addAll(OnnxFile.filesOf(decoderFile));
        EmbeddingCut cut = EmbeddingCut.of(encoderFile, encoder, config.scalesEmbeddingInLookup());
        Graph withoutCache = decoder.withOutputNames(List.of(LOGITS)).pruned().withoutUnusedInputs();
        return new EncoderDecoderModel(config, files, cut, withoutCache, session);
    }

    /** Encoder and decoder in one graph, which the gradient of the loss passes through both. */
    private static Graph body(Graph encoder, Graph decoder) {
        GraphBuilder g = new GraphBuilder("encoder-decoder");
        Map<String, Value> encoded = g.include(encoder, Map.of());
        Map<String, Value> arguments = new LinkedHashMap<>();
        arguments.put(ENCODER_STATES, encoded.get(STATES));
        if (decoder.input(ENCODER_MASK).isPresent()) {
            arguments.put(ENCODER_MASK, g.value(MASK));
        }
        arguments.put(IDS, g.input(DECODER_IDS, ElementType.INT64, "batch", "decoder_tokens"));
        Value logits = g.include(decoder, arguments).get(LOGITS);
        g.output(LOGITS, logits);
        return g.build();
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
        return embedding.width();
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
            encoderIds.append(row, prompt, prompt.length);
            decoderIds.append(row, new long[] {startId()}, 1);
            decoderIds.append(row, target, target.length - 1);
            for (int i = 0; i < target.length; i++) {
                list.add(row, i, target[i]);
            }
        }
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(MASK, encoderIds.mask());
        feeds.put(DECODER_IDS, decoderIds.ids());
        feeds.keySet().retainAll(bodyGraph.inputNames());
        return new TextBatch(encoderIds.ids(), feeds, list.index(), list.ids(), list.count());
    }

    @Override
    public Map<String, long[]> bodyShapes(TextBatch.Size size) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(EMBEDS, new long[] {size.batch(), size.tokens(), width()});
        shapes.put(MASK, new long[] {size.batch(), size.tokens()});
        shapes.put(DECODER_IDS, new long[] {size.batch(), size.decoderTokens()});
        shapes.keySet().retainAll(bodyGraph.inputNames());
        return shapes;
    }

    @Override
    public Tensor embed(long[] ids) {
        return embedding.embed(ids);
    }

    @Override
    public List<long[]> generate(List<Tensor> prompts, GenerationOptions options, TokenListener listener) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        PromptPadding padded = PromptPadding.right(prompts, width());
        Tensor states = encode(padded);
        Continuation texts = new Continuation(prompts.size(), options, config.eosIds(), listener);
        Tensor ids = startIds(prompts.size());
        for (int step = 0; step < options.maxTokens() && !texts.isComplete(); step++) {
            Tensor logits = decode(ids, states, padded.mask());
            ids = appended(ids, texts.accept(logits, (int) logits.dim(1)));
        }
        return texts.finish();
    }

    private Tensor encode(PromptPadding prompts) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(EMBEDS, prompts.embeds());
        feeds.put(MASK, prompts.mask());
        feeds.keySet().retainAll(encoder.inputNames());
        return encoder.run(feeds).get(STATES);
    }

    /** {@code [batch, tokens, vocabulary]}. */
    private Tensor decode(Tensor ids, Tensor states, Tensor mask) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(IDS, ids);
        feeds.put(ENCODER_STATES, states);
        feeds.put(ENCODER_MASK, mask);
        feeds.keySet().retainAll(decoder.inputNames());
        return decoder.run(feeds).get(LOGITS);
    }

    @Override
    public List<double[]> score(Tensor prompt, List<long[]> continuations) {
        PromptPadding padded = PromptPadding.right(List.of(prompt), width());
        Tensor states = encode(padded);
        List<double[]> scores = new ArrayList<>();
        for (long[] continuation : continuations) {
            ContinuationScores score = new ContinuationScores(List.of(continuation));
            if (!score.isComplete()) {
                long[] read = new long[continuation.length];
                read[0] = startId();
                System.arraycopy(continuation, 0, read, 1, continuation.length - 1);
                Tensor logits = decode(Tensor.of(read, 1, read.length), states, padded.mask());
                int vocabulary = (int) logits.dim(-1);
                for (int i = 0; i < continuation.length; i++) {
                    int offset = i * vocabulary;
                    score.read(logits.floats(), row -> offset, vocabulary);
                }
            }
            scores.addAll(score.all());
        }
        return scores;
    }

    private Tensor startIds(int batch) {
        long[] ids = new long[batch];
        Arrays.fill(ids, startId());
        return Tensor.of(ids, batch, 1);
    }

    private static Tensor appended(Tensor ids, long[] next) {
        int old = (int) ids.dim(1);
        Tensor longer = Tensor.allocate(ElementType.INT64, next.length, old + 1);
        LongBuffer into = longer.longs();
        for (int row = 0; row < next.length; row++) {
            into.put(ids.longs().slice(row * old, old)).put(next[row]);
        }
        return longer;
    }

    private long startId() {
        return config.decoderStartId()
                .orElseGet(() -> config.bosId()
                        .orElseThrow(() -> new ModelFileException("[config.json of " + config.id()
                                + "] an encoder-decoder model needs 'decoder_start_token_id'")));
    }

    @Override
    public void close() {
        embedding.close();
        encoder.close();
        decoder.close();
    }
}
