package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as Python writes, compares and rounds them. */
final class Numbers {
    private static final Pattern WHOLE = Pattern.compile("([-+]?)(\\d++(?:_\\d++)*+)");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(?:\\d++(?:_\\d++)*+\\.?+(?:\\d++(?:_\\d++)*+)?+|\\.\\d++(?:_\\d++)*+)"
                    + "(?:[eE][-+]?\\d++(?:_\\d++)*+)?+");
    private static final Pattern NAMED = Pattern.compile("([-+]?)(?:(inf|infinity)|nan)", Pattern.CASE_INSENSITIVE);
    /** Beyond so many places behind or before the point no decimal changes, or none is left. */
    private static final int MOST_PLACES = 400;

    private static final int DIGITS = 17;
    private static final int FIRST_EXPONENT = 16;
    private static final int LAST_SMALL_EXPONENT = -4;

    private Numbers() {}

    /** The shortest decimal that is read as this number again. */
    static String written(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(number)).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String sign = number < 0 ? "-" : "";
        if (exponent < LAST_SMALL_EXPONENT || exponent >= FIRST_EXPONENT) {
            String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
            return sign
                    + digits.charAt(0)
                    + fraction
                    + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
        }
        String plain = shortest.toPlainString();
        return sign + plain + (plain.indexOf('.') < 0 ? ".0" : "");
    }

    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < DIGITS; digits++) {
            for (RoundingMode mode : List.of(RoundingMode.HALF_EVEN, RoundingMode.CEILING, RoundingMode.FLOOR)) {
                BigDecimal rounded = exact.round(new MathContext(digits, mode));
                if (rounded.doubleValue() == number) {
                    return rounded;
                }
            }
        }
        return exact.round(new MathContext(DIGITS, RoundingMode.HALF_EVEN));
    }

    static boolean equal(Number left, Number right) {
        if (left instanceof Long first && right instanceof Long second) {
            return first.longValue() == second.longValue();
        }
        boolean finite = Double.isFinite(left.doubleValue()) && Double.isFinite(right.doubleValue());
        return finite ? compare(left, right) == 0 : left.doubleValue() == right.doubleValue();
    }

    static int compare(Number left, Number right) {
        if (left instanceof Long first && right instanceof Long second) {
            return Long.compare(first, second);
        }
        double first = left.doubleValue();
        double second = right.doubleValue();
        if (Double.isNaN(first) || Double.isNaN(second)) {
            throw new InvalidInputException("nan has no order");
        }
        if (Double.isInfinite(first) || Double.isInfinite(second)) {
            return Double.compare(first, second);
        }
        return exact(left).compareTo(exact(right));
    }

    private static BigDecimal exact(Number number) {
        return number instanceof Long whole ? BigDecimal.valueOf(whole) : new BigDecimal(number.doubleValue());
    }

    /** As a whole number, towards zero; {@code default}, or 0, of what is none. */
    static Object integer(Object value, Arguments given) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (!given.get(1, "base", 10L).equals(10L)) {
            throw new InvalidInputException("'int' reads decimal numbers, found another base");
        }
        if (value instanceof String text) {
            Matcher whole = WHOLE.matcher(Texts.strip(text));
            if (whole.matches()) {
                return whole(whole.group(1) + whole.group(2));
            }
        }
        if (value instanceof Long || value instanceof Boolean) {
            return Arithmetic.number(value);
        }
        double number = parsed(value);
        if (value instanceof Double && Double.isInfinite(number)) {
            throw new InvalidInputException("infinity is no whole number");
        }
        if (!Double.isFinite(number)) {
            return given.get(0, "default", 0L);
        }
        if (Math.abs(number) >= 0x1p63) {
            throw Arithmetic.tooLarge();
        }
        return (long) number;
    }

    private static Object whole(String digits) {
        try {
            return Long.valueOf(digits.replace("_", ""));
        } catch (NumberFormatException e) {
            throw Arithmetic.tooLarge();
        }
    }

    static Object decimal(Object value, Arguments given) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        double number = parsed(value);
        boolean named =
                value instanceof String text && NAMED.matcher(Texts.strip(text)).matches();
        return Double.isNaN(number) && !named && !(value instanceof Double)
                ? given.get(0, "default", 0.0)
                : (Object) number;
    }

    /** As Python's {@code float} reads it; not a number if it is none. */
    private static double parsed(Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            return Arithmetic.number(value).doubleValue();
        }
        if (!(value instanceof String text)) {
            return Double.NaN;
        }
        String written = Texts.strip(text);
        if (DECIMAL.matcher(written).matches()) {
            return Double.parseDouble(written.replace("_", ""));
        }
        Matcher named = NAMED.matcher(written);
        boolean infinite = named.matches() && named.group(2) != null;
        return infinite ? (named.group(1).equals("-") ? -1 : 1) * Double.POSITIVE_INFINITY : Double.NaN;
    }

    static Object absolute(Object value) {
        Number number = Arithmetic.number(value);
        if (number instanceof Long whole) {
            return whole < 0 ? Arithmetic.negated(whole) : whole;
        }
        return Math.abs(number.doubleValue());
    }

    /** To places behind the point; half to even, as Python. */
    static Object rounded(Object value, Arguments given) {
        long wanted = Arithmetic.integer(given.get(0, "precision", 0L));
        int places = (int) Math.max(-MOST_PLACES, Math.min(MOST_PLACES, wanted));
        Number number = Arithmetic.number(value);
        Object method = given.get(1, "method", "common");
        if (!"common".equals(method)) {
            return directed(number.doubleValue(), places, method);
        }
        if (number instanceof Long whole) {
            return places >= 0
                    ? whole
                    : Arithmetic.exact(() -> BigDecimal.valueOf(whole)
                            .setScale(places, RoundingMode.HALF_EVEN)
                            .longValueExact());
        }
        double decimal = number.doubleValue();
        if (!Double.isFinite(decimal)) {
            return decimal;
        }
        double rounded =
                new BigDecimal(decimal).setScale(places, RoundingMode.HALF_EVEN).doubleValue();
        return rounded == 0 ? Math.copySign(0.0, decimal) : rounded;
    }

    private static Object directed(double number, int places, Object method) {
        boolean up = "ceil".equals(method);
        if (!up && !"floor".equals(method) || Math.abs(places) > DIGITS || !Double.isFinite(number)) {
            throw new InvalidInputException(
                    "'round' takes common, ceil or floor and a few places, found " + Values.shown(method));
        }
        double scale = Math.pow(10, places);
        double whole = up ? Math.ceil(number * scale) : Math.floor(number * scale);
        return (whole == 0 ? 0.0 : whole) / scale;
    }
}
