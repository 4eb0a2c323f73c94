package dev.graft.backbones.decoding;

import dev.graft.backbones.decoder.DecoderRun;
import dev.graft.backbones.decoder.DecoderSessions;
import dev.graft.backbones.decoder.PaddingTrial;
import dev.graft.backbones.decoder.PromptPadding;
import dev.graft.backbones.decoder.RereadRun;
import dev.graft.backbones.decoder.SharedBeginnings;
import dev.graft.backbones.decoder.TextRun;
import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.backbones.generation.Padding;
import dev.graft.backbones.language.CausalLanguageModel;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Reads prompts with a decoder-only model: together where they can be filled up to one length, else each alone. */
final class CausalReader implements Reader {
    private final CausalLanguageModel model;
    private final DecoderSessions sessions;
    private final SharedBeginnings beginnings;
    private Padding padding;

    CausalReader(CausalLanguageModel model, DecoderSessions sessions) {
        this.model = model;
        this.sessions = sessions;
        this.beginnings = new SharedBeginnings(sessions);
    }

    /** Found out when prompts of different lengths first come together. */
    private synchronized Padding padding() {
        if (padding == null) {
            padding = PaddingTrial.of(model, sessions);
        }
        return padding;
    }

    @Override
    public long[] decoderIds(EmbeddedPrompt prompt) {
        if (prompt.ids().length > 0) {
            return prompt.ids();
        }
        long[] unknown = new long[prompt.tokens()];
        Arrays.fill(unknown, -1);
        return unknown;
    }

    @Override
    public long[] encoderIds(EmbeddedPrompt prompt) {
        return prompt.ids();
    }

    @Override
    public List<Long> ends() {
        return model.config().eosIds();
    }

    @Override
    public OptionalInt room(EmbeddedPrompt prompt) {
        return room(prompt.tokens());
    }

    OptionalInt room(int tokens) {
        OptionalInt context = model.config().contextLength();
        if (context.isPresent() && tokens >= context.getAsInt()) {
            throw new InvalidInputException("the prompt takes " + tokens + " positions, the model reads at most "
                    + context.getAsInt() + " with its answer; shorten the prompt");
        }
        return context.isPresent() ? OptionalInt.of(context.getAsInt() - tokens) : OptionalInt.empty();
    }

    /** A long prompt leaves little room, which would cut off the answers to shorter ones too. */
    private boolean hasRoom(int tokens, int most) {
        return (long) tokens + most <= model.config().contextLength().orElse(Integer.MAX_VALUE);
    }

    @Override
    public List<Started> start(List<Pending> prompts) {
        int longest =
                prompts.stream().mapToInt(each -> each.prompt().tokens()).max().orElseThrow();
        boolean alike = prompts.stream().allMatch(each -> each.prompt().tokens() == longest);
        Padding needed = alike ? Padding.BEFORE : padding();
        int most = prompts.stream().mapToInt(Pending::most).max().orElseThrow();
        // Without a cache what is new would be read behind the padding.
        boolean together = prompts.size() > 1
                && hasRoom(longest, most)
                && sessions.fixed().rows() == 0
                && needed != Padding.NONE
                && (needed != Padding.BEHIND || sessions.inputs().hasCache());
        if (together) {
            List<EmbeddedPrompt> all = prompts.stream().map(Pending::prompt).toList();
            boolean inParts = beginnings.serve(all);
            boolean single = prompts.stream().allMatch(each -> each.rows() == 1);
            if (!inParts && needed == Padding.BEFORE && (single || sessions.hasRows())) {
                List<Integer> places =
                        IntStream.range(0, prompts.size()).boxed().toList();
                return List.of(new Started(() -> left(all), places));
            }
            if (sessions.hasRows()) {
                List<Integer> places =
                        IntStream.range(0, prompts.size()).boxed().toList();
                return List.of(new Started(() -> joined(all, inParts, needed), places));
            }
        }
        List<Started> each = new ArrayList<>();
        for (int place = 0; place < prompts.size(); place++) {
            each.add(new Started(alone(prompts.get(place)), List.of(place)));
        }
        return each;
    }

    private Supplier<TextRun> alone(Pending pending) {
        boolean hasRows = sessions.fixed().rows() == 0 && sessions.hasRows();
        return () -> hasRows || pending.rows() == 1 ? read(pending.prompt()) : RereadRun.of(sessions, pending.prompt());
    }

    DecoderRun read(EmbeddedPrompt prompt) {
        return beginnings.serve(List.of(prompt))
                ? beginnings.read(prompt)
                : DecoderRun.of(sessions, PromptPadding.marked(List.of(prompt), sessions.width(), false));
    }

    private DecoderRun left(List<EmbeddedPrompt> prompts) {
        return DecoderRun.of(sessions, PromptPadding.marked(prompts, sessions.width(), true));
    }

    private DecoderRun joined(List<EmbeddedPrompt> prompts, boolean inParts, Padding needed) {
        try (OpenParts open = new OpenParts()) {
            List<DecoderRun> runs = new ArrayList<>();
            for (EmbeddedPrompt prompt : prompts) {
                runs.add(open.add(inParts ? beginnings.read(prompt) : read(prompt)));
            }
            return DecoderRun.join(sessions, runs, needed);
        }
    }

    @Override
    public boolean canJoin(TextRun first, TextRun second, int most) {
        boolean alike = first.tokens() == second.tokens();
        boolean rows = first instanceof DecoderRun && second instanceof DecoderRun && sessions.hasRows();
        return rows
                && sessions.fixed().rows() == 0
                && hasRoom(Math.max(first.tokens(), second.tokens()), most)
                && (alike || padding() != Padding.NONE)
                && (sessions.inputs().hasCache() || padding() == Padding.BEFORE);
    }

    @Override
    public TextRun join(TextRun first, TextRun second) {
        boolean alike = first.tokens() == second.tokens();
        return DecoderRun.join(
                sessions, List.of((DecoderRun) first, (DecoderRun) second), alike ? Padding.BEFORE : padding());
    }
}
