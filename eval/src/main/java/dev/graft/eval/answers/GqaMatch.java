package dev.graft.eval.answers;

import dev.graft.models.data.DatasetFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The exact match of GQA (Hudson and Manning 2019, arXiv 1902.09506), as lmms-eval computes it: 1 if the answer equals the
 * reference in any case of letters and without the punctuation of ASCII, else 0.
 */
public final class GqaMatch implements AnswerMetric, Protocol {
    private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");

    @Override
    public String id() {
        return "gqa";
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    @Override
    public boolean suits(DatasetFormat format) {
        return format.id().equals(id());
    }

    @Override
    public String name() {
        return "gqa_exact_match";
    }

    @Override
    public double score(String prediction, List<String> references) {
        String answer = normal(VqaNormalisation.stripped(prediction));
        return references.stream().anyMatch(reference -> normal(reference).equals(answer)) ? 1 : 0;
    }

    private static String normal(String text) {
        return PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    }
}
