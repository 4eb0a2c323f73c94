package dev.graft.cli.cache;

import dev.graft.cli.output.Json;
import dev.graft.tensors.Sizes;
import dev.graft.tensors.cache.Cache;
import dev.graft.tensors.cache.CacheEntry;
import dev.graft.tensors.cache.CacheLimit;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code graft cache list} command, which tells what the cache holds. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Lists the entries of the cache: kind, size, when last used, what it is of; the total and the limit.",
        footer = {"", "The entry that was not used for longest comes first: it is the first to go by GRAFT_CACHE_LIMIT."
        })
final class CacheListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    private record Line(CacheEntry entry, long bytes, Instant lastUsed, boolean inUse) {
        static Line of(Cache cache, CacheEntry entry) {
            return new Line(entry, entry.bytes(), entry.lastUsed(), cache.isUsed(entry));
        }

        String text() {
            String used = inUse ? "in use" : ago(Duration.between(lastUsed, Instant.now()));
            return "%-10s %9s  %-12s  %s  (%s)"
                    .formatted(entry.kind(), Sizes.text(bytes), used, entry.of(), entry.name());
        }

        Map<String, Object> values() {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("kind", entry.kind().toString());
            values.put("bytes", bytes);
            values.put("last_used", lastUsed.toString());
            values.put("in_use", inUse);
            values.put("of", entry.of());
            values.put("folder", entry.folder().toString());
            return values;
        }
    }

    @Override
    public Integer call() {
        Cache cache = Cache.standard();
        List<Line> lines = new ArrayList<>();
        cache.entries().forEach(entry -> lines.add(Line.of(cache, entry)));
        long total = lines.stream().mapToLong(Line::bytes).sum();
        Optional<CacheLimit> limit = CacheLimit.of(System.getenv());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("folder", cache.root().toString());
            values.put("entries", lines.stream().map(Line::values).toList());
            values.put("bytes", total);
            values.put("limit", limit.map(CacheLimit::bytes).orElse(null));
            out.println(Json.of(values));
            return ExitCode.OK;
        }
        lines.forEach(line -> out.println(line.text()));
        out.printf(
                "%-10s %9s  in %s, %s%n",
                "total",
                Sizes.text(total),
                cache.root(),
                limit.map(most -> "limit " + Sizes.text(most.bytes()))
                        .orElse("no limit (" + CacheLimit.VARIABLE + " sets one)"));
        return ExitCode.OK;
    }

    private static String ago(Duration time) {
        if (time.toHours() < 1) {
            return Math.max(0, time.toMinutes()) + " min ago";
        }
        return time.toDays() < 1 ? time.toHours() + " h ago" : time.toDays() + " d ago";
    }
}
