package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tests that templates use. */
public final class Checks {
    private static final Map<String, Check> ALL = all();

    private Checks() {}

    public static Check named(String name) {
        Check check = ALL.get(name);
        if (check == null) {
            throw new InvalidInputException("the test '" + name + "' is not known; known are " + ALL.keySet());
        }
        return check;
    }

    private static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("defined", (value, given) -> !(value instanceof Undefined));
        checks.put("undefined", (value, given) -> value instanceof Undefined);
        checks.put("none", (value, given) -> value == null);
        checks.put("string", (value, given) -> value instanceof String);
        checks.put("number", (value, given) -> value instanceof Number || value instanceof Boolean);
        checks.put("integer", (value, given) -> value instanceof Long);
        checks.put("float", (value, given) -> value instanceof Double);
        checks.put("boolean", (value, given) -> value instanceof Boolean);
        checks.put("true", (value, given) -> Boolean.TRUE.equals(value));
        checks.put("false", (value, given) -> Boolean.FALSE.equals(value));
        checks.put("mapping", (value, given) -> value instanceof Map<?, ?>);
        Check several =
                (value, given) -> value instanceof List<?> || value instanceof Map<?, ?> || value instanceof String;
        checks.put("sequence", several);
        checks.put("iterable", (value, given) -> several.holds(value, given) || value instanceof Undefined);
        checks.put("callable", (value, given) -> value instanceof Callable);
        checks.put("odd", (value, given) -> Math.floorMod(Arithmetic.integer(value), 2) == 1);
        checks.put("even", (value, given) -> Math.floorMod(Arithmetic.integer(value), 2) == 0);
        checks.put(
                "divisibleby",
                (value, given) -> Arithmetic.integer(value) % Arithmetic.integer(given.require(0, "num")) == 0);
        checks.put("in", (value, given) -> Values.contains(given.require(0, "seq"), value));
        checks.put("lower", (value, given) -> Texts.lower(Values.text(value)).equals(Values.text(value)));
        checks.put("upper", (value, given) -> Texts.upper(Values.text(value)).equals(Values.text(value)));
        for (String name : List.of("equalto", "eq", "==")) {
            checks.put(name, (value, given) -> Values.equal(value, given.require(0, "other")));
        }
        for (String name : List.of("ne", "!=")) {
            checks.put(name, (value, given) -> !Values.equal(value, given.require(0, "other")));
        }
        checks.put("lt", (value, given) -> Arithmetic.compare(value, given.require(0, "other")) < 0);
        checks.put("gt", (value, given) -> Arithmetic.compare(value, given.require(0, "other")) > 0);
        checks.put("le", (value, given) -> Arithmetic.compare(value, given.require(0, "other")) <= 0);
        checks.put("ge", (value, given) -> Arithmetic.compare(value, given.require(0, "other")) >= 0);
        return checks;
    }
}
