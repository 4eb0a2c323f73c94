package dev.graft.eval.answers;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The form in which the official VQA program compares answers: punctuation gone, small numbers as digits, no articles,
 * contractions with their apostrophe.
 *
 * <p>Where the program does not do what it means to, this does what it does; scores would not be comparable otherwise.
 */
final class VqaNormalisation {
    private static final List<String> PUNCTUATION = List.of(
            ";", "/", "[", "]", "\"", "{", "}", "(", ")", "=", "+", "\\", "_", "-", ">", "<", "@", "`", ",", "?", "!");

    /** Meant to spare the periods of numbers on both sides; a slip in its first part leaves only the right side. */
    private static final Pattern PERIOD = Pattern.compile("\\.(?!\\d)", Pattern.UNICODE_CHARACTER_CLASS);

    /** The program passes the flag {@code re.UNICODE}, 32, where Python takes how often to replace. */
    private static final int MOST_PERIODS = 32;

    private static final Pattern DIGIT_COMMA = Pattern.compile("\\d,\\d", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern DIGIT_COMMAS = Pattern.compile("\\d,+\\d", Pattern.UNICODE_CHARACTER_CLASS);

    /** What Python's {@code str.split} splits at and {@code str.strip} strips. */
    private static final String SPACE = "[\\s\\x1c-\\x1f]+";

    private static final Pattern SPACES = Pattern.compile(SPACE, Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern ENDS =
            Pattern.compile("^" + SPACE + "|" + SPACE + "\\z", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Set<String> ARTICLES = Set.of("a", "an", "the");

    private static final Map<String, String> DIGITS = Map.ofEntries(
            Map.entry("none", "0"),
            Map.entry("zero", "0"),
            Map.entry("one", "1"),
            Map.entry("two", "2"),
            Map.entry("three", "3"),
            Map.entry("four", "4"),
            Map.entry("five", "5"),
            Map.entry("six", "6"),
            Map.entry("seven", "7"),
            Map.entry("eight", "8"),
            Map.entry("nine", "9"),
            Map.entry("ten", "10"));

    /** Contractions that the program completes where one apostrophe is missing. */
    private static final String COMPLETED = """
            ain't aren't can't could've couldn't couldn't've didn't doesn't don't hadn't hadn't've hasn't haven't he'd
            he'd've he's how'd how'll how's isn't it'd it'd've it'll ma'am might've mightn't mightn't've must've mustn't
            needn't not've o'clock oughtn't 'ow's'at shan't she'd've should've shouldn't shouldn't've somebody'd've
            somebody'll somebody's someone'd someone'd've someone'll someone's something'd something'd've something'll
            that's there'd there'd've there're there's they'd they'd've they'll they're they've 'twas wasn't we'd've we've
            weren't what'll what're what's what've when's where'd where's where've who'd who'd've who'll who's who've why'll
            why're why's won't would've wouldn't wouldn't've y'all y'all'd've y'all'll you'd you'd've you'll you're you've
            """;

    private static final Map<String, String> CONTRACTIONS = contractions();

    private VqaNormalisation() {}

    /** What happens to every answer: line breaks and tabs are spaces, and none is left at the ends. */
    static String spaces(String answer) {
        return ENDS.matcher(answer.replace('\n', ' ').replace('\t', ' ')).replaceAll("");
    }

    /** Without white space at the ends. */
    static String stripped(String text) {
        return ENDS.matcher(text).replaceAll("");
    }

    /** The words between white space. */
    static List<String> split(String text) {
        return SPACES.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
    }

    /** As lmms-eval's vqav2 has it: what {@link #normalise} does, to every answer. */
    static String lmmsEval(String answer) {
        return words(withoutPunctuation(spaces(answer), DIGIT_COMMAS));
    }

    /** As EvalAI has it, for all answers. */
    static String evalAi(String answer) {
        String lower = answer.toLowerCase(Locale.ROOT)
                .replace(",", "")
                .replace("?", "")
                .replace("'s", " 's");
        return words(withoutPunctuation(spaces(stripped(lower)), DIGIT_COMMAS));
    }

    /** What happens to all answers of a question on which humans disagree. */
    static String normalise(String answer) {
        return words(withoutPunctuation(answer, DIGIT_COMMA));
    }

    private static String withoutPunctuation(String answer, Pattern commas) {
        boolean digitComma = commas.matcher(answer).find();
        String result = answer;
        for (String mark : PUNCTUATION) {
            boolean atWordEnd = answer.contains(mark + " ") || answer.contains(" " + mark);
            result = result.replace(mark, atWordEnd || digitComma ? "" : " ");
        }
        Matcher periods = PERIOD.matcher(result);
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < MOST_PERIODS && periods.find(); i++) {
            periods.appendReplacement(kept, "");
        }
        return periods.appendTail(kept).toString();
    }

    private static String words(String text) {
        return SPACES.splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .map(word -> DIGITS.getOrDefault(word, word))
                .filter(word -> !ARTICLES.contains(word))
                .map(word -> CONTRACTIONS.getOrDefault(word, word))
                .collect(Collectors.joining(" "));
    }

    private static Map<String, String> contractions() {
        Map<String, String> completed = new HashMap<>();
        Stream.of(COMPLETED.strip().split("\\s+")).forEach(contraction -> {
            for (int i = contraction.indexOf('\''); i >= 0; i = contraction.indexOf('\'', i + 1)) {
                completed.put(contraction.substring(0, i) + contraction.substring(i + 1), contraction);
            }
        });
        // The one entry of the program that takes an apostrophe away.
        completed.put("somebody'd", "somebodyd");
        return completed;
    }
}
