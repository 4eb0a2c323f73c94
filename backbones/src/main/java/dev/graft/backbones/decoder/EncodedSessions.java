package dev.graft.backbones.decoder;

import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.EncoderDecoderModel;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.ValueInfo;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    public static EncodedSessions open(EncoderDecoderModel model, SessionConfig config) {
        return open(model, config, model.next().flatMap(next -> CachedDecoder.of(model.caching(), next)));
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

    /** What the encoder makes of prompts, {@code [batch, tokens, width]}. */
    public Tensor encode(PromptPadding prompts) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(LanguageModel.EMBEDS, prompts.embeds());
        feeds.put(DecoderInputs.MASK, prompts.mask());
        feeds.keySet().retainAll(encoder.inputNames());
        return encoder.run(feeds).get(EncoderDecoderModel.STATES);
    }

    /** Logits {@code [batch, tokens, vocabulary]} of whole texts. */
    public Tensor decode(Tensor ids, Tensor states, Tensor mask) {
        Map<String, Tensor> feeds = feeds(ids, states, mask);
        feeds.keySet().retainAll(decoder.inputNames());
        return decoder.run(feeds).get(LanguageModel.LOGITS);
    }

    static Map<String, Tensor> feeds(Tensor ids, Tensor states, Tensor mask) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(LanguageModel.IDS, ids);
        feeds.put(EncoderDecoderModel.ENCODER_STATES, states);
        feeds.put(EncoderDecoderModel.ENCODER_MASK, mask);
        return feeds;
    }

    /** All cache inputs. */
    List<ValueInfo> past() {
        List<ValueInfo> all = new ArrayList<>(growing);
        all.addAll(staying);
        return all;
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
