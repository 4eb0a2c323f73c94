package dev.graft.backbones.generation;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.EncoderDecoderModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.ElementType;
import dev.graft.tensors.Tensor;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Writes with an encoder-decoder model: the encoder reads the prompts once, the decoder its whole text at each step. Rows that
 * have ended are dropped.
 */
final class EncoderDecoderGenerator implements Generator {
    private final EncoderDecoderModel model;
    private final TokenEmbedding embedding;
    private final Session encoder;
    private final Session decoder;

    private EncoderDecoderGenerator(
            EncoderDecoderModel model, TokenEmbedding embedding, Session encoder, Session decoder) {
        this.model = model;
        this.embedding = embedding;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    static EncoderDecoderGenerator open(EncoderDecoderModel model, SessionConfig config) {
        try (OpenParts open = new OpenParts()) {
            TokenEmbedding embedding = open.add(TokenEmbedding.open(model, config));
            Session encoder = open.add(Session.open(model.encoder(), config));
            Session decoder = open.add(Session.open(model.decoder(), config));
            return open.handOver(new EncoderDecoderGenerator(model, embedding, encoder, decoder));
        }
    }

    @Override
    public EncoderDecoderModel model() {
        return model;
    }

    @Override
    public Tensor embed(long[] ids) {
        return embedding.embed(ids);
    }

    @Override
    public List<long[]> generate(List<EmbeddedPrompt> prompts, GenerationOptions options, TokenListener listener) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        PromptPadding padded =
                PromptPadding.right(prompts.stream().map(EmbeddedPrompt::embeds).toList(), model.width());
        Tensor states = encode(padded);
        Continuation texts =
                new Continuation(prompts.size(), options, model.config().eosIds(), listener);
        Tensor ids = startIds(prompts.size());
        Tensor mask = padded.mask();
        int[] rows = IntStream.range(0, prompts.size()).toArray();
        for (int step = 0; step < options.maxTokens() && !texts.isComplete(); step++) {
            int[] kept = texts.worthKeeping(rows);
            if (kept.length < rows.length) {
                states = KeyValues.rows(states, kept);
                mask = KeyValues.rows(mask, kept);
                ids = KeyValues.rows(ids, kept);
                int[] before = rows;
                rows = IntStream.of(kept).map(i -> before[i]).toArray();
            }
            ids = appended(ids, texts.accept(decode(ids, states, mask), rows));
        }
        return texts.finish();
    }

    private Tensor encode(PromptPadding prompts) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(LanguageModel.EMBEDS, prompts.embeds());
        feeds.put(DecoderInputs.MASK, prompts.mask());
        feeds.keySet().retainAll(encoder.inputNames());
        return encoder.run(feeds).get(EncoderDecoderModel.STATES);
    }

    /** {@code [batch, tokens, vocabulary]}. */
    private Tensor decode(Tensor ids, Tensor states, Tensor mask) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(LanguageModel.IDS, ids);
        feeds.put(EncoderDecoderModel.ENCODER_STATES, states);
        feeds.put(EncoderDecoderModel.ENCODER_MASK, mask);
        feeds.keySet().retainAll(decoder.inputNames());
        return decoder.run(feeds).get(LanguageModel.LOGITS);
    }

    @Override
    public List<double[]> score(EmbeddedPrompt prompt, List<long[]> continuations) {
        PromptPadding padded = PromptPadding.right(List.of(prompt.embeds()), model.width());
        Tensor states = encode(padded);
        List<double[]> scores = new ArrayList<>();
        for (long[] continuation : continuations) {
            ContinuationScores score = new ContinuationScores(List.of(continuation));
            if (!score.isComplete()) {
                long[] read = new long[continuation.length];
                read[0] = model.startId();
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
        Arrays.fill(ids, model.startId());
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

    @Override
    public void close() {
        try (OpenParts parts = new OpenParts()) {
            List.of(embedding, encoder, decoder).forEach(parts::add);
        }
    }
}
