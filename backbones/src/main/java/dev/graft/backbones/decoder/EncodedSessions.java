package dev.graft.backbones.decoder;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.EncoderDecoderModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.Bound;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.RuntimeTensor;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.HalfPrecision;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sessions of an encoder-decoder model.
 *
 * @param decoder reads whole texts, and gives their cache where there is one
 * @param next goes on from a cache; empty where each step reads the whole text again
 * @param growing cache inputs of what the decoder has read
 * @param staying cache inputs of what the encoder gave
 */
public record EncodedSessions(
        TokenEmbedding embedding,
        Session encoder,
        Session decoder,
        Optional<Session> next,
        List<ValueInfo> growing,
        List<ValueInfo> staying)
        implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EncodedSessions.class.getName());

    /** With the cache that the export has; where it does not fit or is not that of the decoder without, a word is said. */
    public static EncodedSessions open(EncoderDecoderModel model, SessionConfig config) {
        Optional<CachedDecoder> cached = CachedDecoder.of(model);
        CachedDecoder.obstacle(model).ifPresent(reason -> warn(model, reason));
        if (cached.isPresent()) {
            try (OpenParts open = new OpenParts()) {
                EncodedSessions sessions = open.add(open(model, config, cached));
                if (CacheTrial.agrees(model, sessions)) {
                    return open.handOver(sessions);
                }
            }
            warn(model, "with it the decoder computes something else than without");
        }
        return open(model, config, Optional.empty());
    }

    private static void warn(EncoderDecoderModel model, String reason) {
        LOG.log(
                System.Logger.Level.WARNING,
                "[" + model.files().get(0).getParent() + "] the decoder's key-value cache is not used: " + reason
                        + ". Each token reads all of its answer again, which takes longer");
    }

    /** With another cache than the model's, or without any. */
    public static EncodedSessions open(
            EncoderDecoderModel model, SessionConfig config, Optional<CachedDecoder> cached) {
        try (OpenParts open = new OpenParts()) {
            TokenEmbedding embedding = open.add(TokenEmbedding.open(model, config));
            Session encoder = open.add(Session.open(model.encoder(), config));
            Session decoder =
                    open.add(Session.open(cached.map(CachedDecoder::first).orElse(model.decoder()), config));
            Optional<Session> next = cached.map(each -> open.add(Session.open(each.next(), config)));
            return open.handOver(new EncodedSessions(
                    embedding,
                    encoder,
                    decoder,
                    next,
                    cached.map(CachedDecoder::growing).orElse(List.of()),
                    cached.map(CachedDecoder::staying).orElse(List.of())));
        }
    }

    /** Whether masks keep what is filled up behind prompts from being read. */
    public boolean readsPadding() {
        return encoder.inputNames().contains(DecoderInputs.MASK)
                && decoder.inputNames().contains(EncoderDecoderModel.ENCODER_MASK)
                && next.map(session -> session.inputNames().contains(EncoderDecoderModel.ENCODER_MASK))
                        .orElse(true);
    }

    /** What the encoder makes of prompts, {@code [batch, tokens, width]}. */
    public Tensor encode(PromptPadding prompts) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(LanguageModel.EMBEDS, prompts.embeds());
        feeds.put(DecoderInputs.MASK, prompts.mask());
        feeds.keySet().retainAll(encoder.inputNames());
        return encoder.run(feeds).get(EncoderDecoderModel.STATES);
    }

    /** Logits {@code [batch, tokens, vocabulary]} FLOAT of whole texts. */
    public Tensor decode(Tensor ids, Tensor states, Tensor mask) {
        Map<String, RuntimeTensor> results = decode(ids, states, mask, Set.of(LanguageModel.LOGITS));
        try (RuntimeTensor logits = results.get(LanguageModel.LOGITS)) {
            return HalfPrecision.widen(logits.toTensor());
        }
    }

    /** Some of what the decoder gives of whole texts, which the caller closes. */
    Map<String, RuntimeTensor> decode(Tensor ids, Tensor states, Tensor mask, Set<String> wanted) {
        try (Bound bound = decoder.bind()) {
            feed(bound, decoder, ids, states, mask);
            return bound.run(wanted);
        }
    }

    /** Binds those of the inputs of a decoder that it has. */
    static void feed(Bound bound, Session session, Tensor ids, Tensor states, Tensor mask) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(LanguageModel.IDS, ids);
        feeds.put(EncoderDecoderModel.ENCODER_STATES, states);
        feeds.put(EncoderDecoderModel.ENCODER_MASK, mask);
        feeds.keySet().retainAll(session.inputNames());
        feeds.forEach(bound::input);
    }

    @Override
    public void close() {
        try (OpenParts parts = new OpenParts()) {
            parts.add(embedding);
            parts.add(encoder);
            parts.add(decoder);
            next.ifPresent(parts::add);
        }
    }
}
