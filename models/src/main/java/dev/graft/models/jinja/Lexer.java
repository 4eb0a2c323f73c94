package dev.graft.models.jinja;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts what stands inside a tag into words. */
final class Lexer {
    private static final String DIGITS = "[0-9]++(?:_[0-9]++)*+";
    private static final Pattern WORD = Pattern.compile(
            "\\s*+(?:(?<name>[\\p{L}_][\\p{L}\\p{N}_]*+)"
                    + "|(?<decimal>(?<!\\.)" + DIGITS + "(?:\\." + DIGITS + "(?:[eE][-+]?" + DIGITS + ")?|[eE][-+]?"
                    + DIGITS
                    + "))|(?<integer>0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?[0-9])*+|0(?:_?0)*+)"
                    + "|'(?<single>[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+)'|\"(?<double>[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\""
                    + "|(?<operator>//|\\*\\*|==|!=|<=|>=|[-+*/%~<>=.,:|()\\[\\]{}])|(?<rest>\\S))",
            Pattern.DOTALL);

    private Lexer() {}

    static List<Token> words(String body) {
        List<Token> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(body);
        while (matcher.find()) {
            words.add(word(matcher));
        }
        return words;
    }

    private static Token word(Matcher found) {
        for (Token.Kind kind : List.of(Token.Kind.NAME, Token.Kind.DECIMAL, Token.Kind.INTEGER, Token.Kind.OPERATOR)) {
            String text = found.group(kind.name().toLowerCase(java.util.Locale.ROOT));
            if (text != null) {
                return new Token(kind, text);
            }
        }
        String quoted = found.group("single") != null ? found.group("single") : found.group("double");
        if (quoted == null) {
            throw new InvalidInputException("'" + found.group("rest") + "' is not understood");
        }
        return new Token(Token.Kind.TEXT, Escapes.resolve(quoted));
    }
}
