package dev.graft.backbones.generation.rule;

import java.util.ArrayList;
import java.util.List;

/** The order in which rules are applied: that of transformers, then rules of others in the order in which they were given. */
public final class RuleOrder {
    private static final List<Class<? extends TokenRule>> ORDER = List.of(
            SequenceBias.class,
            EncoderRepetitionPenalty.class,
            RepetitionPenalty.class,
            NoRepeatedNgrams.class,
            EncoderNoRepeatedNgrams.class,
            BannedSequences.class,
            MinLength.class,
            MinNewTokens.class,
            ForcedBeginning.class,
            ForcedEnd.class,
            InvalidScores.class,
            LengthDecay.class,
            Suppressed.class,
            SuppressedAtBegin.class);

    private RuleOrder() {}

    /** The rules and another one, which takes the place of the one of its kind. */
    public static List<TokenRule> with(List<TokenRule> rules, TokenRule added) {
        List<TokenRule> all = new ArrayList<>(without(rules, added.getClass()));
        int at = 0;
        while (at < all.size() && rank(all.get(at)) <= rank(added)) {
            at++;
        }
        all.add(at, added);
        return List.copyOf(all);
    }

    /** The rules but those of a kind. */
    public static List<TokenRule> without(List<TokenRule> rules, Class<? extends TokenRule> kind) {
        return rules.stream().filter(rule -> !kind.isInstance(rule)).toList();
    }

    private static int rank(TokenRule rule) {
        int place = ORDER.indexOf(rule.getClass());
        return place < 0 ? ORDER.size() : place;
    }
}
