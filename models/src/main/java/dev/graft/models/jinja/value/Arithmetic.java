package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** The operators between values, as Python has them; whole numbers have 64 bits, and larger ones are refused. */
public final class Arithmetic {
    private static final double LARGEST_EXACT = 0x1p53;

    private Arithmetic() {}

    public static Number number(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (value instanceof Number number) {
            return number;
        }
        throw value instanceof Undefined undefined
                ? undefined.used()
                : new InvalidInputException("a number is expected, found " + Values.shown(value));
    }

    static long integer(Object value) {
        if (number(value) instanceof Long whole) {
            return whole;
        }
        throw new InvalidInputException("a whole number is expected, found " + Values.shown(value));
    }

    static <T> T exact(Supplier<T> computed) {
        try {
            return computed.get();
        } catch (ArithmeticException e) {
            throw new InvalidInputException(tooLarge().getMessage(), e);
        }
    }

    static InvalidInputException tooLarge() {
        return new InvalidInputException("a whole number is too large, 64 bits are read");
    }

    /** The number with the other sign. */
    public static Object negated(Object value) {
        Number number = number(value);
        return number instanceof Long whole
                ? exact(() -> (Object) Math.negateExact(whole))
                : (Object) (-number.doubleValue());
    }

    public static Object apply(String operator, Object left, Object right, Budget budget) {
        budget.spendOn(left, right);
        if (operator.equals("~")) {
            return Values.text(left, budget) + Values.text(right, budget);
        }
        if (operator.equals("+") && left instanceof String text && right instanceof String more) {
            return text + more;
        }
        if (operator.equals("+") && left instanceof List<?> first && right instanceof List<?> second) {
            return joined(first, second);
        }
        if (operator.equals("*") && (isRepeated(left) || isRepeated(right))) {
            return isRepeated(left) ? repeated(left, integer(right), budget) : repeated(right, integer(left), budget);
        }
        if (left instanceof String || right instanceof String) {
            throw new InvalidInputException("'" + operator + "' is not understood between " + Values.shown(left)
                    + " and " + Values.shown(right));
        }
        Number first = number(left);
        Number second = number(right);
        boolean whole = first instanceof Long && second instanceof Long;
        return whole
                ? exact(() -> whole(operator, first.longValue(), second.longValue()))
                : (Object) decimal(operator, first.doubleValue(), second.doubleValue());
    }

    private static Object joined(List<?> left, List<?> right) {
        boolean tuples = isTuple(left) && isTuple(right);
        if (!tuples && (left instanceof Sequence || right instanceof Sequence)) {
            throw new InvalidInputException(
                    "'+' joins two lists; make a list of a tuple, range or part of a dictionary by '|list'");
        }
        List<Object> joined = new ArrayList<>(left);
        joined.addAll(right);
        return tuples ? Sequence.tuple(joined) : joined;
    }

    private static boolean isTuple(Object value) {
        return value instanceof Sequence sequence && sequence.kind() == Sequence.Kind.TUPLE;
    }

    private static boolean isRepeated(Object value) {
        return value instanceof String || isTuple(value) || value instanceof List<?> && !(value instanceof Sequence);
    }

    private static Object repeated(Object value, long times, Budget budget) {
        long each = Values.weight(value);
        int count = (int) (each == 0 ? 0 : Math.max(0, Math.min(times, Integer.MAX_VALUE)));
        budget.spendTimes(each, Math.max(0, times));
        if (value instanceof String text) {
            return text.repeat(count);
        }
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.addAll((List<?>) value);
        }
        return isTuple(value) ? Sequence.tuple(items) : items;
    }

    private static Object whole(String operator, long left, long right) {
        if (right == 0 && !"+-**".contains(operator)) {
            throw new InvalidInputException("a division by zero");
        }
        return switch (operator) {
            case "+" -> Math.addExact(left, right);
            case "-" -> Math.subtractExact(left, right);
            case "*" -> Math.multiplyExact(left, right);
            case "/" -> divided(left, right);
            case "//" -> right == -1 ? Math.negateExact(left) : Math.floorDiv(left, right);
            case "%" -> Math.floorMod(left, right);
            case "**" -> power(left, right);
            default -> throw new IllegalStateException(operator);
        };
    }

    private static double divided(long left, long right) {
        if (Math.abs((double) left) > LARGEST_EXACT || Math.abs((double) right) > LARGEST_EXACT) {
            throw tooLarge();
        }
        return (double) left / (double) right;
    }

    private static Object power(long base, long exponent) {
        if (exponent < 0) {
            return decimal("**", (double) base, (double) exponent);
        }
        long result = 1;
        long factor = base;
        for (long left = exponent; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                result = Math.multiplyExact(result, factor);
            }
            if (left > 1) {
                factor = Math.multiplyExact(factor, factor);
            }
        }
        return result;
    }

    private static double decimal(String operator, double left, double right) {
        if (right == 0 && !"+-**".contains(operator)) {
            throw new InvalidInputException("a division by zero");
        }
        return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            case "//" -> quotient(left, right);
            case "%" -> remainder(left, right);
            case "**" -> power(left, right);
            default -> throw new IllegalStateException(operator);
        };
    }

    /** With the sign of the divisor. */
    private static double remainder(double left, double right) {
        double rest = left % right;
        if (rest == 0) {
            return Math.copySign(0.0, right);
        }
        return rest < 0 != right < 0 ? rest + right : rest;
    }

    /** CPython's {@code float_floor_div}: what the remainder leaves, so that both fit together. */
    private static double quotient(double left, double right) {
        double rest = left % right;
        double quotient = (left - rest) / right;
        if (rest != 0 && rest < 0 != right < 0) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0.0, left / right);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static double power(double base, double exponent) {
        if (base == 0 && exponent < 0) {
            throw new InvalidInputException("a division by zero");
        }
        double power = base == 1 || exponent == 0 ? 1 : Math.pow(base, exponent);
        boolean finite = Double.isFinite(base) && Double.isFinite(exponent);
        if (finite && !Double.isFinite(power)) {
            throw new InvalidInputException("a power is too large, or no real number");
        }
        return power;
    }

    /** Python's order of numbers, of texts, and of lists of them. */
    public static int compare(Object left, Object right, Budget budget) {
        budget.spendOn(left, right);
        if (left instanceof String first && right instanceof String second) {
            return Texts.compare(first, second);
        }
        boolean lists = left instanceof List<?> && right instanceof List<?>;
        if (lists && isTuple(left) == isTuple(right) && isRepeated(left) && isRepeated(right)) {
            Iterator<?> others = ((List<?>) right).iterator();
            for (Object item : (List<?>) left) {
                if (!others.hasNext()) {
                    return 1;
                }
                Object other = others.next();
                if (!Values.equal(item, other, budget)) {
                    return compare(item, other, budget);
                }
            }
            return others.hasNext() ? -1 : 0;
        }
        return Numbers.compare(number(left), number(right));
    }

    /** In Python's order. */
    static List<Object> sorted(
            List<Object> items, java.util.function.UnaryOperator<Object> key, boolean descending, Budget budget) {
        budget.spend(items.size());
        java.util.Comparator<Object> order = (left, right) -> compare(key.apply(left), key.apply(right), budget);
        List<Object> sorted = new ArrayList<>(items);
        sorted.sort(descending ? order.reversed() : order);
        return sorted;
    }
}
