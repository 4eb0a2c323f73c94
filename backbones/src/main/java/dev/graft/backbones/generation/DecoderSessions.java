package dev.graft.backbones.generation;

import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.FixedSizes;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The sessions of a decoder-only model: its token embedding and its decoder.
 *
 * @param fixed sizes of all that is read
 * @param whole reads from the beginning
 * @param next goes on from a cache; the same as {@code whole} unless the file has a branch for each
 * @param width of the embeddings
 */
record DecoderSessions(
        DecoderInputs inputs, FixedSizes fixed, TokenEmbedding embedding, Session whole, Session next, int width)
        implements AutoCloseable {

    static DecoderSessions open(CausalLanguageModel model, SessionConfig config) {
        try (OpenParts open = new OpenParts()) {
            TokenEmbedding embedding = open.add(TokenEmbedding.open(model, config));
            Session whole = open.add(Session.open(decoder(model, model.decoder().whole()), config));
            Session next = model.decoder().isMerged()
                    ? open.add(Session.open(decoder(model, model.decoder().next()), config))
                    : whole;
            return open.handOver(
                    new DecoderSessions(model.inputs(), model.fixed(), embedding, whole, next, model.width()));
        }
    }

    /** Where sizes are fixed, texts are filled up behind, and the last position is none of theirs. */
    private static Graph decoder(CausalLanguageModel model, Graph graph) {
        return model.fixed().isNone() ? LastLogits.of(model.files().get(0), graph) : graph;
    }

    /** The names of what a run gives: logits, and the longer cache where there is one. */
    Set<String> outputs() {
        Set<String> names = new LinkedHashSet<>(Set.of(LanguageModel.LOGITS));
        names.addAll(presents());
        return names;
    }

    /** The names of the longer cache. */
    Set<String> presents() {
        Set<String> names = new LinkedHashSet<>();
        inputs.past().forEach(info -> names.add(DecoderInputs.present(info.name())));
        return names;
    }

    @Override
    public void close() {
        try (OpenParts parts = new OpenParts()) {
            parts.add(embedding);
            parts.add(whole);
            if (next != whole) {
                parts.add(next);
            }
        }
    }
}
