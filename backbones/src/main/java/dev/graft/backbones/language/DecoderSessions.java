package dev.graft.backbones.language;

import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;

/**
 * A decoder ready to run.
 *
 * @param whole reads from the beginning
 * @param next goes on from a cache; the same as {@code whole} unless the file has a branch for each
 */
record DecoderSessions(DecoderInputs inputs, TokenEmbedding embedding, Session whole, Session next)
        implements AutoCloseable {

    static DecoderSessions open(
            CacheBranches decoder, DecoderInputs inputs, TokenEmbedding embedding, SessionConfig config) {
        try (OpenParts open = new OpenParts()) {
            Session whole = open.add(Session.open(decoder.whole(), config));
            Session next = decoder.isMerged() ? open.add(Session.open(decoder.next(), config)) : whole;
            return open.handOver(new DecoderSessions(inputs, embedding, whole, next));
        }
    }

    int width() {
        return embedding.width();
    }

    @Override
    public void close() {
        if (next != whole) {
            next.close();
        }
        whole.close();
    }
}
