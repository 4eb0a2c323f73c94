package dev.graft.backbones.decoder;

import dev.graft.backbones.generation.EmbeddedPrompt;
import dev.graft.tensors.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Beginnings of prompts that were read, to be read once for all prompts that have them. Prompts are read up to the same places
 * whether a beginning is here or not, so that what follows is the same to the bit.
 */
public final class SharedBeginnings {
    /** Reading fewer tokens takes about as long as reading one, since the weights are read too. */
    private static final int FEWEST = 16;

    /** The share of the tokens of a batch, padding included, below which reading parts is worth giving up the batch. */
    private static final double WORTH = 0.75;

    private static final long MOST_BYTES =
            Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 8);

    private final DecoderSessions sessions;
    private final long mostBytes;
    private final Map<Key, KeyValues> read = new LinkedHashMap<>(16, 0.75f, true);
    private Boolean readsInParts;

    public SharedBeginnings(DecoderSessions sessions) {
        this(sessions, MOST_BYTES);
    }

    /** @param mostBytes that they take together; of more, those that were not asked for longest are dropped */
    SharedBeginnings(DecoderSessions sessions, long mostBytes) {
        this.sessions = sessions;
        this.mostBytes = mostBytes;
    }

    /** @param ends of the parts in which it was read */
    private record Key(List<Integer> ends, ByteBuffer embeds) {
        static Key of(EmbeddedPrompt prompt, List<Integer> ends) {
            return new Key(ends, prompt.part(0, ends.get(ends.size() - 1)).bytes());
        }
    }

    /**
     * Whether prompts are read part by part: one alone, whose beginnings may come again, or several that have so much in common that
     * clearly less is read than in one batch.
     */
    public boolean serve(List<EmbeddedPrompt> prompts) {
        // What attends in both directions depends on all that follows.
        boolean bidirectional = sessions.promptMark() != 1;
        boolean marked = prompts.stream().anyMatch(prompt -> prompt.marks().length > 0);
        if (bidirectional
                || marked
                || !sessions.inputs().hasCache()
                || !sessions.fixed().isNone()) {
            return false;
        }
        Set<Key> parts = new HashSet<>();
        long read = 0;
        long longest = 0;
        for (EmbeddedPrompt prompt : prompts) {
            List<Integer> ends = ends(prompt);
            int before = 0;
            for (int i = 0; i < ends.size(); i++) {
                read += parts.add(Key.of(prompt, ends.subList(0, i + 1))) ? ends.get(i) - before : 0;
                before = ends.get(i);
            }
            read += prompt.tokens() - before;
            longest = Math.max(longest, prompt.tokens());
        }
        boolean shared = prompts.size() == 1 || read <= WORTH * longest * prompts.size();
        return !parts.isEmpty() && shared && readsInParts();
    }

    /** How many are here. */
    int count() {
        synchronized (read) {
            return read.size();
        }
    }

    /** Reads a prompt, but for what is known of it. */
    public DecoderRun read(EmbeddedPrompt prompt) {
        List<Integer> ends = ends(prompt);
        KeyValues past = null;
        int from = 0;
        for (int i = 0; i < ends.size(); i++) {
            past = beginning(prompt, ends.subList(0, i + 1), past, from);
            from = ends.get(i);
        }
        Tensor rest = prompt.part(from, prompt.tokens());
        return past == null
                ? DecoderRun.of(sessions, PromptPadding.right(List.of(prompt.embeds()), sessions.width()))
                : DecoderRun.of(sessions, past, rest);
    }

    private KeyValues beginning(EmbeddedPrompt prompt, List<Integer> ends, KeyValues past, int from) {
        Key key = Key.of(prompt, ends);
        synchronized (read) {
            KeyValues known = read.get(key);
            if (known != null) {
                return known;
            }
        }
        KeyValues found = DecoderRun.beginning(sessions, past, prompt.part(from, ends.get(ends.size() - 1)));
        keep(new Key(List.copyOf(ends), copy(key.embeds())), found);
        return found;
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    private void keep(Key key, KeyValues found) {
        synchronized (read) {
            read.put(key, found);
            long bytes =
                    read.entrySet().stream().mapToLong(SharedBeginnings::bytes).sum();
            for (Iterator<Map.Entry<Key, KeyValues>> oldest = read.entrySet().iterator(); bytes > mostBytes; ) {
                bytes -= bytes(oldest.next());
                oldest.remove();
            }
        }
    }

    private static long bytes(Map.Entry<Key, KeyValues> entry) {
        return entry.getKey().embeds().remaining() + entry.getValue().bytes();
    }

    /** Where a prompt is read up to, before the rest. */
    private static List<Integer> ends(EmbeddedPrompt prompt) {
        List<Integer> ends = new ArrayList<>();
        int before = 0;
        for (int end : prompt.beginnings()) {
            if (end - before >= FEWEST && end < prompt.tokens()) {
                ends.add(end);
                before = end;
            }
        }
        return ends;
    }

    /** Found out by reading a text in two parts: not every graph masks several new tokens behind a cache as it should. */
    private synchronized boolean readsInParts() {
        if (readsInParts == null) {
            readsInParts = PaddingTrial.readsInParts(sessions);
        }
        return readsInParts;
    }
}
