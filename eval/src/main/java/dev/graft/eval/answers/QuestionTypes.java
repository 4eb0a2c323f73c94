package dev.graft.eval.answers;

import dev.graft.models.data.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The type of a question: the data set's own where it gives one, else the question's first words.
 *
 * <p>The rule is VQA's: the longest known beginning that the question has, whole words only, in lower case. A question
 * with none is of type {@code other}, and a sample without question of type {@code caption}.
 */
public final class QuestionTypes {
    /** The type of a question that begins in no known way. */
    public static final String OTHER = "other";

    /** The type of a sample that has no question. */
    public static final String CAPTION = "caption";

    private static final int MOST_WORDS = 4;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}']+");

    private static final Set<String> BEGINNINGS =
            Arrays.stream("""
                    is, is a, is an, is any, is anyone, is he, is it, is no, is she, is someone, is that, is the, is there,
                    is there a, is there an, is there any, is there no, is there not, is this, is this a, is this an,
                    are, are all, are any, are the, are there, are there any, are there no, are these, are they, are those,
                    was, was there, were, were there, has, has the, have, had, do, do the, do they, do you, does, does it,
                    does the, does the image, does the picture, does this, did, did the, can, can the, can you, could, may,
                    might, must, should, will, will the, would, would you,
                    what, what animal, what animals, what are, what are the, what are these, what are they, what brand,
                    what can, what color, what color are, what color is, what colors, what colour, what colour are,
                    what colour is, what day, what direction, what do, what does, what does the, what food, what game,
                    what happens, what has, what is, what is a, what is he, what is in, what is it, what is on, what is she,
                    what is that, what is the, what is this, what is under, what kind of, what letter, what material,
                    what number, what object, what objects, what part of, what pattern, what room, what season, what shape,
                    what shape are, what shape does, what shape is, what shapes, what side, what size, what size is,
                    what sort of, what sport, what sport is, what time, what time is, what type of, what was, what were,
                    what word, what year,
                    how, how are, how big, how far, how high, how is, how large, how long, how many, how much, how old,
                    how tall, which, which color, which is, which of, which one, which side, who, who is, who are, whom,
                    whose, when, when is, where, where are, where is, where was, why, why are, why does, why is,
                    in what, in which, on what, on which, name, describe, list, count, explain
                    """.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());

    private QuestionTypes() {}

    /** The sample's own question type, or the one of its question. */
    public static String of(Sample sample) {
        return sample.questionType().orElseGet(() -> of(sample.question()));
    }

    /** The longest known beginning of the question. */
    public static String of(String question) {
        if (question.isBlank()) {
            return CAPTION;
        }
        List<String> words = WORD.matcher(question.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
        for (int count = Math.min(MOST_WORDS, words.size()); count > 0; count--) {
            String beginning = String.join(" ", words.subList(0, count));
            if (BEGINNINGS.contains(beginning)) {
                return beginning;
            }
        }
        return OTHER;
    }
}
