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

    private Functions() {}

    public static Map<String, Object> all() {
        Map<String, Object> functions = new LinkedHashMap<>();
        functions.put("namespace", (Callable) Namespace::of);
        functions.put("range", (Callable) Functions::range);
        functions.put("dict", (Callable)
                given -> new LinkedHashMap<>(given.atMost(0, keys(given)).named()));
        functions.put("raise_exception", (Callable) given -> {
            throw new InvalidInputException("it refuses: " + given.text(0, "message"));
        });
        functions.put("strftime_now", (Callable) given -> today(given.text(0, "format")));
        return functions;
    }

    private static String[] keys(Arguments given) {
        return given.named().keySet().toArray(String[]::new);
    }

    private static Object range(Arguments given) {
        List<Long> bounds = given.atMost(3).positional().stream()
                .map(bound -> (long) Arithmetic.integer(bound))
                .toList();
        long start = bounds.size() > 1 ? bounds.get(0) : 0;
        long stop = bounds.get(bounds.size() > 1 ? 1 : 0);
        long step = bounds.size() > 2 ? bounds.get(2) : 1;
        long count = step == 0 ? 0 : Math.max(0, -Math.floorDiv(start - stop, step));
        if (count > 100_000) {
            throw new InvalidInputException("a range of " + count + " numbers is longer than any template needs");
        }
        return LongStream.range(0, count)
                .<Object>mapToObj(i -> start + i * step)
                .toList();
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
