package dev.graft.backbones.decoding;

import dev.graft.backbones.generation.Beams;
import dev.graft.backbones.generation.Beams.EarlyStopping;
import dev.graft.backbones.generation.Drawing;
import dev.graft.backbones.generation.TokenListener;
import dev.graft.backbones.generation.rule.TextSoFar;
import dev.graft.backbones.generation.rule.TokenRule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The search for the likeliest text, in which the best few are followed. It is transformers' search with its scores in single precision:
 * of all continuations by one token the best ones are looked at, so many that as many as are followed go on even if others end; of those
 * that end only the first {@code beams} can become answers, and while there are none, texts of score {@link Hypothesis#NONE} stand in.
 */
final class BeamSearch implements Search {
    private final Reading reading;
    private final Beams beams;
    private final int number;
    private final TokenListener listener;
    private final SplittableRandom random;
    private List<Hypothesis> running;
    private List<Hypothesis> finished;
    private int written;
    private boolean improvable = true;

    /**
     * A search that has read its prompt.
     *
     * @param number by which the draws differ from those of other searches, and under which the listener is told the first text in the
     *     end; the others follow
     */
    BeamSearch(Reading reading, int number, TokenListener listener) {
        this.reading = reading;
        this.number = number;
        this.listener = listener;
        this.beams = reading.options().beams();
        this.random = new SplittableRandom(reading.options().drawing().seed() * 0x9E3779B97F4A7C15L + number);
        this.running = IntStream.range(0, beams.count())
                .mapToObj(i -> new Hypothesis(new TokenList(), 0, 0, i == 0 ? 0 : Hypothesis.NONE, false))
                .toList();
        this.finished =
                running.stream().map(none -> none.withScore(Hypothesis.NONE)).toList();
    }

    @Override
    public Moves advance(Logits logits, int[] rows) {
        boolean isFirst = written == 0;
        float[][] scores = new float[running.size()][];
        float[] shared = isFirst ? scored(logits.row(rows[0]), running.get(0)) : null;
        for (int beam = 0; beam < scores.length; beam++) {
            float[] own = isFirst ? shared.clone() : scored(logits.row(rows[beam]), running.get(beam));
            float before = running.get(beam).score();
            for (int token = 0; token < own.length; token++) {
                own[token] += before;
            }
            scores[beam] = own;
        }
        List<Hypothesis> candidates = candidates(scores);
        List<Hypothesis> ended = ended(candidates);
        running = best(candidates.stream()
                .map(each -> each.hasEnded() ? each.withScore(each.score() + Hypothesis.NONE) : each)
                .toList());
        List<Hypothesis> merged = new ArrayList<>(finished);
        merged.addAll(ended);
        finished = best(merged);
        written++;
        improvable &= canImprove();
        boolean isFull = beams.stopping() == EarlyStopping.TRUE && allFinished();
        if (!improvable || isFull || candidates.stream().allMatch(Hypothesis::hasEnded)) {
            tell();
            return Moves.NONE;
        }
        return new Moves(
                running.stream().mapToInt(each -> isFirst ? 0 : each.parent()).toArray(),
                running.stream().mapToLong(Hypothesis::token).toArray());
    }

    /** Logarithms of probabilities, after the rules. */
    private float[] scored(float[] logits, Hypothesis beam) {
        normalize(logits);
        if (!reading.options().rules().isEmpty()) {
            TextSoFar text = reading.with(beam.text());
            for (TokenRule rule : reading.options().rules()) {
                rule.apply(logits, text);
            }
        }
        Drawing drawing = reading.options().drawing();
        if (!drawing.isNone()) {
            new Filters(drawing, Math.max(2, 1 + reading.ends().size())).apply(logits);
        }
        if (beams.normalized()) {
            normalize(logits);
        }
        return logits;
    }

    /** Takes the logarithm of the softmax. */
    private static void normalize(float[] scores) {
        float top = TokenRule.NEVER;
        for (float score : scores) {
            top = Math.max(top, score);
        }
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp((double) score - top);
        }
        float log = (float) Math.log(sum);
        for (int token = 0; token < scores.length; token++) {
            scores[token] = scores[token] - top - log;
        }
    }

    private List<Hypothesis> candidates(float[][] scores) {
        int vocabulary = scores[0].length;
        int kinds = reading.ends().size() + (reading.options().stop().isEmpty() ? 0 : 1);
        int count = Math.min(Math.max(2, 1 + kinds) * beams.count(), scores.length * vocabulary);
        int[] places = reading.options().drawing().isNone()
                ? Candidates.best(scores, count)
                : Candidates.drawn(scores, count, random);
        List<Hypothesis> found = new ArrayList<>();
        for (int place : places) {
            int parent = place / vocabulary;
            int token = place % vocabulary;
            TokenList text = running.get(parent).text().copy();
            boolean isEnd = reading.ends().contains((long) token);
            if (!isEnd) {
                text.add(token);
                isEnd = Ending.cuts(reading, text);
            }
            boolean hasEnded = isEnd || written + 1 >= reading.most();
            found.add(new Hypothesis(text, parent, token, scores[parent][token], hasEnded));
        }
        return found;
    }

    /** The candidates as answers: scored by their length, and those that are none as low as none. */
    private List<Hypothesis> ended(List<Hypothesis> candidates) {
        boolean isFull = beams.stopping() == EarlyStopping.TRUE && allFinished();
        List<Hypothesis> ended = new ArrayList<>();
        for (int place = 0; place < candidates.size(); place++) {
            Hypothesis candidate = candidates.get(place);
            boolean counts = candidate.hasEnded() && place < beams.count();
            float score = candidate.score() / length(written + 1);
            score += isFull ? Hypothesis.NONE : 0;
            score += improvable ? 0 : Hypothesis.NONE;
            score += counts ? 0 : Hypothesis.NONE;
            ended.add(candidate.ending(counts, score));
        }
        return ended;
    }

    private float length(int tokens) {
        return (float) Math.pow(tokens, beams.lengthPenalty());
    }

    private List<Hypothesis> best(List<Hypothesis> all) {
        float[] scores = new float[all.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = all.get(i).score();
        }
        return IntStream.of(Candidates.best(scores, Math.min(beams.count(), scores.length)))
                .mapToObj(all::get)
                .toList();
    }

    private boolean allFinished() {
        return finished.stream().allMatch(Hypothesis::hasEnded);
    }

    /** Whether the best text that is followed could still come before the worst that has ended. */
    private boolean canImprove() {
        boolean longer = beams.stopping() == EarlyStopping.NEVER && beams.lengthPenalty() > 0;
        float hoped = running.get(0).score() / length(longer ? reading.most() : written);
        float worst = finished.get(finished.size() - 1).score();
        return hoped > worst || !allFinished() && hoped > Hypothesis.NONE;
    }

    private void tell() {
        List<long[]> texts = texts();
        for (int i = 0; i < texts.size(); i++) {
            for (long token : texts.get(i)) {
                listener.onToken(number + i, token);
            }
        }
    }

    @Override
    public int remaining() {
        return reading.most() - written;
    }

    @Override
    public List<long[]> texts() {
        return finished.stream()
                .limit(reading.options().answers())
                .map(each -> each.text().toArray())
                .toList();
    }
}
