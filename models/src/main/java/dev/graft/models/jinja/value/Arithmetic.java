package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** The operators between values, as Python has them. */
public final class Arithmetic {
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
                : new InvalidInputException("a number is expected, found " + Values.represent(value));
    }

    public static int integer(Object value) {
        if (number(value) instanceof Long whole) {
            return Math.toIntExact(whole);
        }
        throw new InvalidInputException("a whole number is expected, found " + value);
    }

    public static Object apply(String operator, Object left, Object right) {
        if (operator.equals("~")) {
            return Values.text(left) + Values.text(right);
        }
        if (operator.equals("+") && left instanceof String text && right instanceof String more) {
            return text + more;
        }
        if (operator.equals("+") && left instanceof List<?> first && right instanceof List<?> second) {
            List<Object> joined = new ArrayList<>(first);
            joined.addAll(second);
            return joined;
        }
        if (operator.equals("*") && left instanceof String text) {
            return text.repeat(Math.max(0, integer(right)));
        }
        if (left instanceof String || right instanceof String) {
            throw new InvalidInputException("'" + operator + "' is not understood between " + Values.represent(left)
                    + " and " + Values.represent(right));
        }
        Number first = number(left);
        Number second = number(right);
        boolean whole = first instanceof Long && second instanceof Long && !operator.equals("/");
        return whole
                ? (Object) whole(operator, first.longValue(), second.longValue())
                : decimal(operator, first.doubleValue(), second.doubleValue());
    }

    private static long whole(String operator, long left, long right) {
        if (right == 0 && !"+-*".contains(operator)) {
            throw new InvalidInputException("a division by zero");
        }
        return switch (operator) {
            case "+" -> Math.addExact(left, right);
            case "-" -> Math.subtractExact(left, right);
            case "*" -> Math.multiplyExact(left, right);
            case "//" -> Math.floorDiv(left, right);
            case "%" -> Math.floorMod(left, right);
            case "**" -> power(left, right);
            default -> throw new IllegalStateException(operator);
        };
    }

    private static long power(long base, long exponent) {
        if (exponent < 0) {
            throw new InvalidInputException("a power below zero is not understood");
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
        if (right == 0 && !"+-*".contains(operator)) {
            throw new InvalidInputException("a division by zero");
        }
        return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            case "//" -> Math.floor(left / right);
            case "%" -> left - right * Math.floor(left / right);
            case "**" -> Math.pow(left, right);
            default -> throw new IllegalStateException(operator);
        };
    }

    /** Python's order of numbers and texts. */
    public static int compare(Object left, Object right) {
        if (left instanceof String first && right instanceof String second) {
            return first.compareTo(second);
        }
        return Double.compare(number(left).doubleValue(), number(right).doubleValue());
    }
}
