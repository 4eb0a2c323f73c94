package dev.graft.backbones.decoder;

import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.backbones.language.DecoderInputs;
import dev.graft.backbones.language.Directions;
import dev.graft.backbones.language.FixedSizes;
import dev.graft.backbones.language.LanguageModel;
import dev.graft.graph.Graph;
import dev.graft.graph.runtime.Device;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.graph.runtime.RuntimeFailure;
import dev.graft.graph.runtime.Session;
import dev.graft.graph.runtime.SessionConfig;
import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Tensor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The sessions of a decoder-only model: its token embedding and its decoder.
 *
 * @param fixed sizes of all that is read
 * @param whole reads from the beginning
 * @param next goes on from a cache; the same as {@code whole} unless the file has a branch for each
 * @param width of the embeddings
 * @param promptMark marks tokens of prompts in masks, see {@link LanguageModel#promptMark}
 * @param inPlace whether new keys and values are written into the cache where it lies, see {@link InPlaceAttention}
 * @param loop writes several tokens in one run; only where that gains something
 */
public record DecoderSessions(
        DecoderInputs inputs,
        FixedSizes fixed,
        TokenEmbedding embedding,
        Session whole,
        Session next,
        int width,
        long promptMark,
        boolean inPlace,
        Optional<WritingLoop> loop)
        implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DecoderSessions.class.getName());

    public static DecoderSessions open(CausalLanguageModel model, SessionConfig config) {
        Optional<DecoderSessions> inPlace = inPlace(model, config);
        if (inPlace.isPresent()) {
            return inPlace.get();
        }
        return config.device().kind() == Device.Kind.CUDA ? looping(model, config) : growing(model, config);
    }

    /** As {@link #growing}, but what follows the prompt is written by a loop. */
    static DecoderSessions looping(CausalLanguageModel model, SessionConfig config) {
        try (OpenParts open = new OpenParts()) {
            DecoderSessions sessions = open.add(growing(model, config));
            Optional<WritingLoop> loop = loop(() -> WritingLoop.open(model, config));
            return open.handOver(new DecoderSessions(
                    sessions.inputs,
                    sessions.fixed,
                    sessions.embedding,
                    sessions.whole,
                    sessions.next,
                    sessions.width,
                    sessions.promptMark,
                    false,
                    loop));
        }
    }

    /** Sessions that copy the cache at each step. */
    public static DecoderSessions growing(CausalLanguageModel model, SessionConfig config) {
        try (OpenParts open = new OpenParts()) {
            TokenEmbedding embedding = open.add(TokenEmbedding.open(model, config));
            Session whole = open.add(Session.open(decoder(model, model.decoder().whole()), config));
            Session next = model.decoder().isMerged()
                    ? open.add(Session.open(decoder(model, model.decoder().next()), config))
                    : whole;
            return open.handOver(new DecoderSessions(
                    model.inputs(),
                    model.fixed(),
                    embedding,
                    whole,
                    next,
                    model.width(),
                    model.promptMark(),
                    false,
                    Optional.empty()));
        }
    }

    /** A session more is the weights once more in a device's memory; where that has no room, tokens are read one by one. */
    static Optional<WritingLoop> loop(Supplier<Optional<WritingLoop>> opening) {
        try {
            return opening.get();
        } catch (RuntimeFailure | InvalidInputException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    e.getMessage() + ". Answers are written token by token, which takes longer");
            return Optional.empty();
        }
    }

    /** The operator that works in place computes on the CPU in single precision. */
    private static Optional<DecoderSessions> inPlace(CausalLanguageModel model, SessionConfig config) {
        if (config.device().kind() != Device.Kind.CPU
                || model.decoder().isMerged()
                || model.directions() != Directions.BACK
                || !model.fixed().isNone()) {
            return Optional.empty();
        }
        Optional<Graph> graph = InPlaceAttention.of(
                model.decoder().whole(), model.inputs(), model.config().heads());
        if (graph.isEmpty()) {
            return Optional.empty();
        }
        try (OpenParts open = new OpenParts()) {
            TokenEmbedding embedding = open.add(TokenEmbedding.open(model, config));
            Session both = open.add(Session.open(decoder(model, graph.get()), config));
            DecoderSessions sessions = new DecoderSessions(
                    model.inputs(), model.fixed(), embedding, both, both, model.width(), 1, true, Optional.empty());
            sessions.readToken();
            return Optional.of(open.handOver(sessions));
        } catch (RuntimeFailure e) {
            // The configuration may name other heads than the graph has.
            return Optional.empty();
        }
    }

    private void readToken() {
        List<Tensor> token = List.of(embedding.embed(new long[] {0}));
        DecoderRun.of(this, PromptPadding.left(token, width)).close();
    }

    /** Where sizes are fixed, texts are filled up behind, and the last position is none of theirs. */
    private static Graph decoder(CausalLanguageModel model, Graph graph) {
        return model.fixed().isNone() ? LastLogits.of(model.files().get(0), graph) : graph;
    }

    /** Whether the rows of a cache can be told apart. */
    public boolean hasRows() {
        return inPlace || inputs.tokenAxes().size() == inputs.past().size();
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
            loop.ifPresent(parts::add);
        }
    }
}
