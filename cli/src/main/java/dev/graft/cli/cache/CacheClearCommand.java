package dev.graft.cli.cache;

import dev.graft.tensors.InvalidInputException;
import dev.graft.tensors.Place;
import dev.graft.tensors.Sizes;
import dev.graft.tensors.cache.Cache;
import dev.graft.tensors.cache.CacheEntry;
import dev.graft.tensors.cache.CacheKind;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code graft cache clear} command, which removes entries of the cache. */
@Command(
        name = "clear",
        mixinStandardHelpOptions = true,
        description = "Removes entries of the cache that no process uses, and what killed processes left half written.",
        footer = {"", "Files in the folder that Graft did not put there are left alone."})
final class CacheClearCommand implements Callable<Integer> {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})([hdw])");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "only entries of this kind: ${COMPLETION-CANDIDATES}; may be repeated (default: all)")
    private Set<CacheKind> kinds = EnumSet.allOf(CacheKind.class);

    @Option(
            names = "--unused-for",
            paramLabel = "TIME",
            defaultValue = "0h",
            description = "only entries that were not used for so long, such as 12h, 30d or 8w (default: all)")
    private String unusedFor;

    @Option(names = "--dry-run", description = "tell what would be removed, and remove nothing")
    private boolean dryRun;

    @Override
    public Integer call() {
        Instant before = Instant.now().minus(time());
        Cache cache = Cache.standard();
        List<CacheEntry> chosen = cache.entries().stream()
                .filter(entry -> kinds.contains(entry.kind()))
                .filter(entry -> !entry.lastUsed().isAfter(before))
                .toList();
        if (!dryRun) {
            cache.sweep();
        }
        long freed = 0;
        int failures = 0;
        for (CacheEntry entry : chosen) {
            long bytes = entry.bytes();
            String told = entry + " (" + Sizes.text(bytes) + ", " + entry.of() + ")";
            try {
                if (dryRun ? !cache.isUsed(entry) : cache.remove(entry)) {
                    freed += bytes;
                    out().println((dryRun ? "would remove " : "removed ") + told);
                } else {
                    spec.commandLine().getErr().println(Place.at(entry.folder(), "is in use, and stays"));
                }
            } catch (UncheckedIOException e) {
                failures++;
                spec.commandLine().getErr().println("graft: " + e.getMessage());
            }
        }
        out().println(Sizes.text(freed) + (dryRun ? " would be freed" : " freed") + " in " + cache.root());
        return failures == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private Duration time() {
        Matcher time = TIME.matcher(unusedFor);
        if (!time.matches()) {
            throw new InvalidInputException(
                    "--unused-for should be a time in hours, days or weeks, such as 12h, 30d or 8w;" + " found '"
                            + unusedFor + "'");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofDays(7 * number);
        };
    }
}
