package dev.graft.models.jinja.value;

import dev.graft.tensors.InvalidInputException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/** The functions that transformers gives to chat templates, and those of Jinja that they use. */
public final class Functions {
    /** What {@code strftime} writes, as {@link DateTimeFormatter} does. */
    private static final Map<String, String> DATE = Map.of(
            "%d", "dd", "%m", "MM", "%Y", "yyyy", "%y", "yy", "%b", "MMM", "%B", "MMMM", "%A", "EEEE", "%a", "EEE");

    /** As in Jinja's sandbox. */
    private static final long MOST_NUMBERS = 100_000;

    private Functions() {}

    public static Map<String, Object> all() {
        Map<String, Object> functions = new LinkedHashMap<>();
        functions.put("namespace", (Callable) Namespace::of);
        functions.put("range", (Callable) Functions::range);
        functions.put("dict", (Callable) Functions::dictionary);
        functions.put("raise_exception", (Callable) given -> {
            throw new InvalidInputException("it refuses: " + given.atMost(1).text(0, "message"));
        });
        functions.put(
                "strftime_now", (Callable) given -> today(given.only("format").text(0, "format")));
        return functions;
    }

    /** A dictionary, its entries or pairs of keys and values, and what is given by name. */
    static Map<Object, Object> dictionary(Arguments given) {
        Map<Object, Object> values = new LinkedHashMap<>();
        if (given.positional().size() > 1) {
            throw new InvalidInputException("'" + given.name() + "' takes one dictionary, found "
                    + given.positional().size() + " values");
        }
        for (Object start : given.positional()) {
            if (start instanceof Map<?, ?> map) {
                values.putAll(map);
                continue;
            }
            for (Object pair : Values.items(start, given.budget())) {
                List<Object> parts = Values.items(pair, given.budget());
                if (parts.size() != 2) {
                    throw new InvalidInputException("a dictionary is made of pairs, found " + Values.shown(pair));
                }
                values.put(Values.key(parts.get(0)), parts.get(1));
            }
        }
        values.putAll(given.named());
        given.budget().spendOn(values);
        return values;
    }

    private static Object range(Arguments given) {
        List<Object> bounds = given.atMost(3).positional();
        given.require(0, "stop");
        long start = bounds.size() > 1 ? bound(bounds.get(0)) : 0;
        long stop = bound(bounds.get(bounds.size() > 1 ? 1 : 0));
        long step = bounds.size() > 2 ? bound(bounds.get(2)) : 1;
        if (step == 0) {
            throw new InvalidInputException("the step of a range is zero");
        }
        long count = Math.max(0, -Math.floorDiv(start - stop, step));
        if (count > MOST_NUMBERS) {
            throw new InvalidInputException("a range of " + count + " numbers is longer than any template needs");
        }
        given.budget().spendTimes(2, count);
        List<Object> numbers = LongStream.range(0, count)
                .<Object>mapToObj(i -> start + i * step)
                .toList();
        String written = "range(" + start + ", " + stop + (step == 1 ? ")" : ", " + step + ")");
        return Sequence.range(written, numbers);
    }

    private static long bound(Object value) {
        long number = Arithmetic.integer(value);
        if (Math.abs((double) number) > Integer.MAX_VALUE) {
            throw new InvalidInputException("a range to " + number + " is longer than any template needs");
        }
        return number;
    }

    private static String today(String format) {
        StringBuilder written = new StringBuilder();
        int i = 0;
        while (i < format.length()) {
            if (format.charAt(i) != '%') {
                written.append(format.charAt(i));
                i++;
                continue;
            }
            String directive = format.substring(i, Math.min(i + 2, format.length()));
            String pattern = DATE.get(directive);
            if (pattern == null) {
                throw new InvalidInputException(
                        "'" + directive + "' of a date is not known; known are " + DATE.keySet());
            }
            written.append(
                    LocalDate.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)));
            i += 2;
        }
        return written.toString();
    }
}
