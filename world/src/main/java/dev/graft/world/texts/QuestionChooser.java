package dev.graft.world.texts;

import dev.graft.models.data.sampling.SplitMix64;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A choice among the questions that could be asked about scenes, made so that the question alone predicts little:
 * types become equally frequent, and within a question and within its form the answers do. What would tip the balance
 * is left out. The choice depends on what was chosen before, so scenes come one after the other.
 */
public final class QuestionChooser {
    /** How far above its fair share an answer may go, and a number of cases that are free. */
    private static final double TOLERANCE = 0.06;

    private static final double FREE = 1.5;

    private static final Tally NOTHING = new Tally();

    private final Map<QuestionType, Integer> asked = new EnumMap<>(QuestionType.class);
    private final Map<String, Tally> forms = new HashMap<>();
    private final Map<String, Tally> keys = new HashMap<>();

    /** At most {@code wanted} of the candidates, no two with one key. */
    public List<Question> choose(List<Candidate> candidates, int wanted, SplitMix64 random) {
        Map<QuestionType, List<Candidate>> byType = new EnumMap<>(QuestionType.class);
        candidates.forEach(candidate -> byType.computeIfAbsent(candidate.type(), type -> new ArrayList<>())
                .add(candidate));
        List<Question> chosen = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        while (chosen.size() < wanted && !byType.isEmpty()) {
            QuestionType type = byType.keySet().stream()
                    .min(Comparator.comparingInt(candidate -> asked.getOrDefault(candidate, 0)))
                    .orElseThrow();
            Candidate best = best(byType.get(type), taken, random);
            if (best == null) {
                byType.remove(type);
                continue;
            }
            chosen.add(best.ask(random));
            taken.add(best.key());
            asked.merge(type, 1, Integer::sum);
            forms.computeIfAbsent(best.form(), form -> new Tally()).add(best.answer());
            keys.computeIfAbsent(best.key(), key -> new Tally()).add(best.answer());
        }
        return chosen;
    }

    /** The one whose answer is most wanting, or null where each answer is frequent enough. */
    private Candidate best(List<Candidate> candidates, Set<String> taken, SplitMix64 random) {
        Candidate best = null;
        double least = Double.POSITIVE_INFINITY;
        int start = random.below(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get((start + i) % candidates.size());
            Tally form = forms.getOrDefault(candidate.form(), NOTHING);
            Tally key = keys.getOrDefault(candidate.key(), NOTHING);
            double share = 1.0 / candidate.type().answers();
            double most = share + TOLERANCE;
            double excess = form.excess(candidate.answer(), share) + key.excess(candidate.answer(), share);
            boolean fair = form.excess(candidate.answer(), most) < FREE && key.excess(candidate.answer(), most) < FREE;
            if (fair && excess < least && !taken.contains(candidate.key())) {
                least = excess;
                best = candidate;
            }
        }
        return best;
    }

    /** The answers given within a group of questions. */
    private static final class Tally {
        private final Map<String, Integer> counts = new HashMap<>(4);
        private int total;

        void add(String answer) {
            counts.merge(answer, 1, Integer::sum);
            total++;
        }

        /** How many cases an answer is ahead of its share. */
        double excess(String answer, double share) {
            return counts.getOrDefault(answer, 0) - share * total;
        }
    }
}
