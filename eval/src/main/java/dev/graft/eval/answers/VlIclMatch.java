package dev.graft.eval.answers;

import java.util.List;
import java.util.Locale;

/**
 * The match of class names at the beginning of answers, 1 if the name stands there in any case of letters, else 0:
 * VL-ICL Bench's rule for open-ended few-shot classification (Zong et al. 2024, arXiv 2403.13164).
 *
 * <p>As in its program, the beginning ends before the first line break, or if there is none before the first period.
 */
public final class VlIclMatch implements AnswerMetric, Protocol {
    @Override
    public String id() {
        return "vl-icl";
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    @Override
    public String name() {
        return "vl_icl_match";
    }

    @Override
    public double score(String prediction, List<String> references) {
        String text = prediction.strip();
        int end = text.indexOf('\n');
        if (end <= 0) {
            end = text.indexOf('.');
        }
        String beginning = end > 0 ? text.substring(0, end) : text;
        return references.stream().anyMatch(name -> lower(name).equals(lower(beginning))) ? 1 : 0;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
