package dev.graft.eval.caption;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Captions as words, in the manner of the Penn Treebank.
 *
 * <p>The official program runs Stanford CoreNLP 3.4.1's {@code PTBTokenizer -lowerCase} and drops punctuation. Here the
 * rules are stated anew, as far as captions need them: contractions ({@code does n't}, {@code dog 's}, {@code gon na}),
 * hyphens and slashes within words, numbers, times, amounts of money, the commoner abbreviations, acronyms, quotes, brackets
 * and dashes, addresses of the web. Not covered: telephone numbers, emoticons, markup beyond plain tags, rare abbreviations,
 * and accents written as separate characters.
 *
 * <p>Brackets stay as {@code -lrb-} and the like: the program means to drop them, but looks for capital letters after all is
 * lower case. So do runs such as {@code !!} and {@code ?!}.
 */
public final class CaptionTokens {
    private static final String APOSTROPHE = "['\\u2019]";

    /** Words of which the first part ends where the second begins. */
    private static final String ASSIMILATIONS =
            "can(?=not\\b)|gon(?=na\\b)|got(?=ta\\b)|wan(?=na\\b)|gim(?=me\\b)|lem(?=me\\b)"
                    + "|(?<=\\bcan)not\\b|(?<=\\bgon)na\\b|(?<=\\bgot)ta\\b|(?<=\\bwan)na\\b|(?<=\\bgim)me\\b|(?<=\\blem)me\\b"
                    + "|'t(?=(?:is|was)\\b)";

    private static final String SUFFIXES = "n" + APOSTROPHE + "t(?![\\p{L}\\p{N}])"
            + "|" + APOSTROPHE + "(?:s|m|d|re|ve|ll)(?![\\p{L}\\p{N}])"
            + "|(?<=more)'n\\b";

    /** Words that begin or are joined with an apostrophe of their own. */
    private static final String APOSTROPHE_WORDS =
            "'n'|'(?:em|till?|cause|cuz|bout|round)\\b|(?<!\\d)'\\d\\ds?\\b|y'(?=all\\b)|ma'am\\b" + "|[dol]"
                    + APOSTROPHE + "\\p{L}{2,}";

    private static final String ABBREVIATIONS = "(?:\\p{L}\\.){2,}"
            + "|(?:mr|mrs|ms|dr|st|ave|blvd|rd|jr|sr|vs|etc|inc|co|corp|ltd|gen|gov|prof|rev|sgt|lt|col|capt|mt|ft|ph\\.d|no(?=\\.\\s*\\d)"
            + "|jan|feb|mar(?=\\.\\s*\\d)|apr|aug|sept?|oct|nov|dec)\\.(?![\\p{L}\\p{N}])";

    private static final String NUMBERS =
            "\\d{1,2}:\\d\\d(?=[ap]m\\b)" + "|(?<![\\p{L}\\p{N}])[-+]?(?:\\d+(?:[.,:/]\\d+)+|[.]\\d+)(?![\\p{L}])";

    private static final String PART = "[\\p{L}\\p{M}\\p{N}]+";

    /** Each letter must not be the n of an n't, and the whole may go on over a hyphen, a slash or a period. */
    private static final String WORDS = "(?<![\\p{L}\\p{N}])-\\d+|c\\+\\+|c#|(?-i:\\p{Lu}+&\\p{Lu}+)" + "|(?:(?!n"
            + APOSTROPHE + "t(?![\\p{L}\\p{N}]))[\\p{L}\\p{M}\\p{N}])+(?:(?:-|/|[.!?](?=\\p{L}))" + PART + ")*";

    private static final String SIGNS = "</?\\p{L}+>|\\*+|[?!]+|-+|\\.{3}|\\S";

    private static final Pattern TOKEN = Pattern.compile(
            "https?://\\S+|[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+|"
                    + String.join("|", ASSIMILATIONS, ABBREVIATIONS, APOSTROPHE_WORDS, SUFFIXES, NUMBERS, WORDS, SIGNS),
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private CaptionTokens() {}

    /** The words of a caption, lower case, without punctuation. */
    public static List<String> of(String caption) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(caption);
        while (matcher.find()) {
            String token = written(matcher.group().toLowerCase(Locale.ROOT));
            if (!token.isEmpty()) {
                tokens.add(token);
            }
        }
        return List.copyOf(tokens);
    }

    /** The program's spelling of a token; empty for one that it drops. */
    private static String written(String token) {
        return switch (token) {
            case "'",
                    "\u2018",
                    "\u2019",
                    "\"",
                    "\u201c",
                    "\u201d",
                    "`",
                    ".",
                    "?",
                    "!",
                    ",",
                    ":",
                    ";",
                    "-",
                    "--",
                    "...",
                    "---" -> "";
            case "\u2026", "\u2013", "\u2014" -> "";
            case "(" -> "-lrb-";
            case ")" -> "-rrb-";
            case "[" -> "-lsb-";
            case "]" -> "-rsb-";
            case "{" -> "-lcb-";
            case "}" -> "-rcb-";
            case "\u00a3" -> "#";
            case "\u20ac" -> "$";
            case "\u00a2" -> "cents";
            default -> token.replace('\u2019', '\'');
        };
    }
}
