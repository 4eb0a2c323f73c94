package dev.graft.backbones.decoding;

import dev.graft.backbones.decoder.TextRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Searches whose texts are rows of one run. */
final class Lane implements AutoCloseable {
    /** With a greater share of rows that are still needed the others stay: dropping them takes a copy. */
    private static final double MOST_KEPT = 0.75;

    private TextRun run;
    private final List<Member> members = new ArrayList<>();
    /** By row, what is to be read next; null while the logits tell what comes next. */
    private long[] next;

    /** A search and the rows of its texts, in its own order. */
    private static final class Member {
        final Search search;
        int[] rows;
        Moves moves = Moves.NONE;

        Member(Search search, int row) {
            this.search = search;
            this.rows = new int[] {row};
        }
    }

    /** @param searches of each row of the run */
    Lane(TextRun run, List<Search> searches) {
        this.run = run;
        for (int row = 0; row < searches.size(); row++) {
            members.add(new Member(searches.get(row), row));
        }
    }

    TextRun run() {
        return run;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** The most tokens that any text may still get. */
    int remaining() {
        return members.stream()
                .mapToInt(member -> member.search.remaining())
                .max()
                .orElse(0);
    }

    boolean has(Search search) {
        return members.stream().anyMatch(member -> member.search == search);
    }

    void remove(Search search) {
        members.removeIf(member -> member.search == search);
    }

    /** Reads what was chosen but not read yet. */
    void settle() {
        if (next != null) {
            run.append(next);
            next = null;
        }
    }

    /** Takes in another lane, whose rows come after these in a run of both; both are settled. */
    void take(Lane other, TextRun both) {
        for (Member member : other.members) {
            member.rows = IntStream.of(member.rows).map(row -> row + run.rows()).toArray();
            members.add(member);
        }
        other.members.clear();
        other.close();
        run.close();
        run = both;
    }

    /** Writes a token more of each text, or several. */
    void step() {
        if (next == null) {
            Logits logits = Logits.of(run.logits());
            members.forEach(member -> member.moves = member.search.advance(logits, member.rows));
            arrange();
        }
        if (isEmpty()) {
            return;
        }
        boolean likeliest = run.writes() && members.stream().allMatch(member -> member.search.takesLikeliest());
        if (likeliest) {
            write();
        } else {
            settle();
        }
    }

    private void write() {
        boolean[] ended = new boolean[run.rows()];
        Arrays.fill(ended, true);
        members.forEach(member -> ended[member.rows[0]] = false);
        for (long[] tokens : run.write(next, ended, remaining())) {
            next = tokens;
            for (Member member : members) {
                member.moves = ((Writing) member.search).accept(tokens[member.rows[0]]);
            }
            members.removeIf(member -> member.moves.tokens().length == 0);
        }
        if (!isEmpty()) {
            arrange();
        }
    }

    /** Gives each text that goes on a row with what it has read. */
    private void arrange() {
        members.removeIf(member -> member.moves.tokens().length == 0);
        int wanted = members.stream()
                .mapToInt(member -> member.moves.tokens().length)
                .sum();
        if (wanted == 0) {
            return;
        }
        boolean worthIt = wanted <= MOST_KEPT * run.rows() && run.hasRows();
        if (wanted > run.rows() || worthIt) {
            compact();
        } else {
            stay();
        }
    }

    private void compact() {
        int[] sources = members.stream()
                .flatMapToInt(member -> IntStream.of(member.moves.parents()).map(parent -> member.rows[parent]))
                .toArray();
        TextRun other = run.with(sources);
        run.close();
        run = other;
        next = new long[sources.length];
        int row = 0;
        for (Member member : members) {
            int first = row;
            int count = member.moves.tokens().length;
            member.rows = IntStream.range(first, first + count).toArray();
            System.arraycopy(member.moves.tokens(), 0, next, first, count);
            row += count;
        }
    }

    /** A text stays in the row of what it continues; of several that continue the same, the others take rows that are free. */
    private void stay() {
        int[] sources = IntStream.range(0, run.rows()).toArray();
        boolean[] taken = new boolean[sources.length];
        long[] tokens = new long[sources.length];
        Arrays.fill(tokens, members.get(0).moves.tokens()[0]);
        for (Member member : members) {
            int[] parents = member.moves.parents();
            int[] rows = new int[parents.length];
            for (int i = 0; i < parents.length; i++) {
                int row = member.rows[parents[i]];
                rows[i] = taken[row] ? -1 : row;
                taken[row] = true;
            }
            member.moves = new Moves(
                    IntStream.of(parents).map(parent -> member.rows[parent]).toArray(), member.moves.tokens());
            member.rows = rows;
        }
        boolean moved = false;
        int free = 0;
        for (Member member : members) {
            for (int i = 0; i < member.rows.length; i++) {
                if (member.rows[i] < 0) {
                    while (taken[free]) {
                        free++;
                    }
                    taken[free] = true;
                    member.rows[i] = free;
                    sources[free] = member.moves.parents()[i];
                    moved = true;
                }
                tokens[member.rows[i]] = member.moves.tokens()[i];
            }
        }
        run = moved ? run.rearranged(sources) : run;
        next = tokens;
    }

    @Override
    public void close() {
        run.close();
    }
}
