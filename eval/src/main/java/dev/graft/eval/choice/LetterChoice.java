package dev.graft.eval.choice;

import dev.graft.eval.answers.AnswerMetric;
import dev.graft.eval.answers.Evaluator;
import dev.graft.eval.answers.Protocol;
import dev.graft.models.data.Sample;
import dev.graft.tensors.InvalidInputException;
import java.util.List;
import java.util.Locale;

/**
 * Multiple choice by letter: the choices stand below the question, each after a letter, and the model is to write the right
 * one, in the words of lmms-eval's task scienceqa. As there, an answer is right that is the letter alone, in any case, or that
 * begins with it as a capital and a full stop.
 */
public final class LetterChoice implements AnswerMetric, Protocol {
    private static final String REQUEST = "\nAnswer with the option's letter from the given choices directly.";
    private static final int MOST = 26;

    @Override
    public String id() {
        return "choice-letter";
    }

    @Override
    public List<Evaluator> evaluators() {
        return List.of(this);
    }

    /** The samples with their choices in the question and a letter as the answer. */
    @Override
    public List<Sample> asked(List<Sample> samples) {
        return samples.stream().map(LetterChoice::lettered).toList();
    }

    private static Sample lettered(Sample sample) {
        if (sample.question().endsWith(REQUEST)) {
            return sample;
        }
        int right = sample.choices().indexOf(sample.target());
        if (right < 0 || sample.choices().size() > MOST) {
            throw new InvalidInputException("sample '" + sample.id() + "' (record " + sample.record()
                    + "): expected 1 to " + MOST + " choices with the answer \"" + sample.target()
                    + "\" among them, found " + sample.choices());
        }
        StringBuilder question = new StringBuilder(sample.question());
        for (int i = 0; i < sample.choices().size(); i++) {
            question.append('\n')
                    .append(letter(i))
                    .append(". ")
                    .append(sample.choices().get(i));
        }
        return sample.withQuestion(question + REQUEST).withAnswers(List.of(letter(right)));
    }

    private static String letter(int choice) {
        return Character.toString('A' + choice);
    }

    @Override
    public String name() {
        return "choice_letter";
    }

    @Override
    public double score(String prediction, List<String> references) {
        String letter = references.get(0).strip().toLowerCase(Locale.ROOT);
        String answer = prediction.strip();
        boolean alone = answer.toLowerCase(Locale.ROOT).equals(letter);
        boolean begins = answer.length() >= 2 && Character.isUpperCase(answer.charAt(0)) && answer.charAt(1) == '.';
        return alone
                        || begins
                                && answer.substring(0, 1)
                                        .toLowerCase(Locale.ROOT)
                                        .equals(letter)
                ? 1
                : 0;
    }
}
