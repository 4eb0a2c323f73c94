package dev.graft.models.jinja.value;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Filters of numbers. */
final class Numbers {
    private Numbers() {}

    /** As a whole number, towards zero; {@code default}, or 0, of what is none. */
    static Object integer(Object value, Arguments given) {
        Object decimal = decimal(value, new Arguments(given.name(), java.util.List.of(Double.NaN), java.util.Map.of()));
        boolean none = decimal instanceof Double number && !Double.isFinite(number);
        return none ? given.get(0, "default", 0L) : (Object) (long) ((Number) decimal).doubleValue();
    }

    static Object decimal(Object value, Arguments given) {
        Object otherwise = given.get(0, "default", 0.0);
        if (value instanceof String text) {
            return text.strip().matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")
                    ? (Object) Double.valueOf(text.strip())
                    : otherwise;
        }
        return value instanceof Number || value instanceof Boolean
                ? (Object) Arithmetic.number(value).doubleValue()
                : otherwise;
    }

    static Object absolute(Object value) {
        Number number = Arithmetic.number(value);
        return number instanceof Long whole ? (Object) Math.abs(whole) : (Object) Math.abs(number.doubleValue());
    }

    /** To places behind the point; half to even, as Python. */
    static Object rounded(Object value, Arguments given) {
        int places = Arithmetic.integer(given.get(0, "precision", 0L));
        return new BigDecimal(Arithmetic.number(value).doubleValue())
                .setScale(places, RoundingMode.HALF_EVEN)
                .doubleValue();
    }
}
