package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** The tests that templates use. */
public final class Checks {
    private static final Map<String, Check> ALL = all();

    private Checks() {}

    public static Check named(String name) {
        Check check = ALL.get(name);
        if (check == null) {
            throw new InvalidInputException("the test '" + name + "' is not known; known are " + ALL.keySet());
        }
        return (value, given) -> {
            given.budget().spendOn(value);
            return check.holds(value, given);
        };
    }

    private static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("defined", alone(value -> !(value instanceof Undefined)));
        checks.put("undefined", alone(value -> value instanceof Undefined));
        checks.put("none", alone(value -> value == null));
        checks.put("string", alone(value -> value instanceof String));
        checks.put("number", alone(value -> value instanceof Number || value instanceof Boolean));
        checks.put("integer", alone(value -> value instanceof Long));
        checks.put("float", alone(value -> value instanceof Double));
        checks.put("boolean", alone(value -> value instanceof Boolean));
        checks.put("true", alone(Boolean.TRUE::equals));
        checks.put("false", alone(Boolean.FALSE::equals));
        checks.put("mapping", alone(value -> value instanceof Map<?, ?>));
        checks.put("sequence", alone(value -> isSeveral(value) && !isView(value)));
        checks.put("iterable", alone(value -> isSeveral(value) || value instanceof Generator));
        checks.put("callable", alone(value -> value instanceof Callable || value instanceof Undefined));
        checks.put(
                "odd", (value, given) -> remainder(value, 2L, given.atMost(0)).doubleValue() == 1);
        checks.put(
                "even", (value, given) -> remainder(value, 2L, given.atMost(0)).doubleValue() == 0);
        checks.put(
                "divisibleby",
                (value, given) -> remainder(value, given.only("num").require(0, "num"), given)
                                .doubleValue()
                        == 0);
        checks.put("in", (value, given) -> Values.contains(given.only("seq").require(0, "seq"), value, given.budget()));
        checks.put("lower", (value, given) -> Texts.isOfCase(text(value, given), false));
        checks.put("upper", (value, given) -> Texts.isOfCase(text(value, given), true));
        for (String name : List.of("equalto", "eq", "==")) {
            checks.put(name, (value, given) -> Values.equal(value, other(given), given.budget()));
        }
        for (String name : List.of("ne", "!=")) {
            checks.put(name, (value, given) -> !Values.equal(value, other(given), given.budget()));
        }
        ordered(checks, List.of("lt", "lessthan", "<"), order -> order < 0);
        ordered(checks, List.of("gt", "greaterthan", ">"), order -> order > 0);
        ordered(checks, List.of("le", "<="), order -> order <= 0);
        ordered(checks, List.of("ge", ">="), order -> order >= 0);
        return checks;
    }

    private static Check alone(Predicate<Object> holds) {
        return (value, given) -> {
            given.atMost(0);
            return holds.test(value);
        };
    }

    private static boolean isSeveral(Object value) {
        return value instanceof List<?>
                || value instanceof Map<?, ?>
                || value instanceof String
                || value instanceof Undefined;
    }

    private static boolean isView(Object value) {
        return value instanceof Sequence sequence && sequence.isView();
    }

    private static Number remainder(Object value, Object by, Arguments given) {
        return (Number) Arithmetic.apply("%", Arithmetic.number(value), Arithmetic.number(by), given.budget());
    }

    private static String text(Object value, Arguments given) {
        return Values.text(value, given.atMost(0).budget());
    }

    private static Object other(Arguments given) {
        return given.atMost(1).require(0, "other");
    }

    private static void ordered(Map<String, Check> checks, List<String> names, IntPredicate holds) {
        names.forEach(name -> checks.put(
                name, (value, given) -> holds.test(Arithmetic.compare(value, other(given), given.budget()))));
    }
}
