package dev.graft.backbones.language;

import dev.graft.graph.Graph;
import dev.graft.graph.rewrite.BranchInlining;
import java.util.function.UnaryOperator;

/**
 * The two graphs of a decoder: the one reads whole texts, the other goes on from a key-value cache. A merged export holds them
 * as the branches of one {@code If}, a split one in a file each; an export with one graph for both uses it twice.
 *
 * @param whole the graph for whole texts; where it takes a cache, an empty one
 * @param next the graph for what follows a cache
 */
public record CacheBranches(Graph whole, Graph next) {
    private static final String SWITCH = "use_cache_branch";

    public static CacheBranches of(Graph decoder) {
        if (decoder.input(SWITCH).isEmpty()) {
            return new CacheBranches(decoder, decoder);
        }
        return new CacheBranches(
                BranchInlining.take(decoder, SWITCH, false), BranchInlining.take(decoder, SWITCH, true));
    }

    /** Both graphs changed in the same way. */
    CacheBranches map(UnaryOperator<Graph> change) {
        Graph changed = change.apply(whole);
        return new CacheBranches(changed, isMerged() ? change.apply(next) : changed);
    }

    /** Whether whole texts and what follows a cache have a graph each. */
    public boolean isMerged() {
        return !next.equals(whole);
    }
}
