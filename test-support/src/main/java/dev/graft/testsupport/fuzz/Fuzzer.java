package dev.graft.testsupport.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Gives a reader damaged files, as many as time allows, and fails if one is not refused as documented, takes longer than
 * {@value #SECONDS} seconds, or more memory than a reader of so small a file needs.
 *
 * <p>It begins with genuine files and with those of {@code src/test/resources/fuzz/KIND}, which once were findings. An input
 * that takes a new way through the reader, as its refusal shows, is damaged further. By default it lasts two seconds;
 * {@code -Dgraft.fuzz.executions=10000000} says how often instead, {@code -Dgraft.fuzz.seed} gives other damages. What lasts for
 * minutes says once a minute how far it is. Findings are saved in {@code target/fuzz/KIND}.
 */
public final class Fuzzer {
    private static final int SECONDS = 10;
    private static final long NANOS = 1_000_000_000L;
    private static final long DEFAULT_SECONDS = 2;
    private static final long SECONDS_BETWEEN_REPORTS = 60;
    private static final long MOST_ALLOCATED = 512L << 20;
    private static final int MOST_FINDINGS = 20;
    private static final int MOST_INPUTS = 4096;

    /** Reads an input. */
    @FunctionalInterface
    public interface Reader {
        /** Throws a documented refusal, or returns. */
        void read(byte[] input) throws Exception;
    }

    private final String kind;
    private final Reader reader;
    private final List<Class<? extends Throwable>> refusals;
    private final List<byte[]> inputs = new ArrayList<>();
    private final List<byte[]> words = new ArrayList<>();
    private final Set<Long> signatures = new HashSet<>();
    private final Map<Long, String> findings = new LinkedHashMap<>();
    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private volatile byte[] current = {};
    private volatile long begun = Long.MAX_VALUE;
    private long executions;

    /**
     * A fuzzer of a reader.
     *
     * @param kind what is read, as the folder of its seeds is called
     * @param refusals the exceptions that are documented for bad files
     */
    public Fuzzer(String kind, List<Class<? extends Throwable>> refusals, Reader reader) {
        this.kind = kind;
        this.refusals = List.copyOf(refusals);
        this.reader = reader;
        Path kept = Path.of("src/test/resources/fuzz", kind);
        if (Files.isDirectory(kept)) {
            try (Stream<Path> files = Files.list(kept)) {
                files.sorted().forEach(this::seed);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A genuine file to begin with. */
    public Fuzzer seed(byte[] genuine) {
        inputs.add(genuine);
        return this;
    }

    /** A genuine file to begin with. */
    public Fuzzer seed(Path genuine) {
        try {
            return seed(Files.readAllBytes(genuine));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Words that mean something to the reader. */
    public Fuzzer words(String... known) {
        for (String word : known) {
            words.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /** Reads damaged inputs, as many as are asked for. */
    public void run() throws InterruptedException {
        run(Long.getLong("graft.fuzz.executions", 0), DEFAULT_SECONDS);
    }

    /** Reads damaged inputs for as many seconds as {@code -Dgraft.fuzz.seconds} says, as befits what native code reads. */
    public void runForSeconds() throws InterruptedException {
        run(0, Long.getLong("graft.fuzz.seconds", DEFAULT_SECONDS));
    }

    private void run(long wanted, long seconds) throws InterruptedException {
        Thread worker = new Thread(() -> work(wanted, seconds), "fuzzer of " + kind);
        worker.setDaemon(true);
        long start = System.nanoTime();
        long reported = start;
        worker.start();
        while (worker.isAlive()) {
            worker.join(100);
            requireEnd(worker);
            if (System.nanoTime() - reported > SECONDS_BETWEEN_REPORTS * NANOS) {
                reported = System.nanoTime();
                System.out.println("fuzzing " + progress(start));
            }
        }
        System.out.println("fuzzed " + progress(start));
        if (!findings.isEmpty()) {
            throw new AssertionError(
                    findings.size() + " findings in " + kind + ":\n" + String.join("\n", findings.values()));
        }
    }

    private void requireEnd(Thread worker) {
        long since = begun;
        if (since != Long.MAX_VALUE && System.nanoTime() - since > SECONDS * NANOS && worker.isAlive()) {
            Throwable where = new Throwable("takes longer than " + SECONDS + " seconds");
            where.setStackTrace(worker.getStackTrace());
            throw new AssertionError("finding in " + kind + ", saved as " + save(current), where);
        }
    }

    private String progress(long start) {
        double seconds = (System.nanoTime() - start) / (double) NANOS;
        return String.format(
                Locale.ROOT,
                "%s: %d executions in %.1f s, %.0f/s, %d inputs, %d ways, %d findings",
                kind,
                executions,
                seconds,
                executions / seconds,
                inputs.size(),
                signatures.size(),
                findings.size());
    }

    private void work(long wanted, long seconds) {
        SplittableRandom random = new SplittableRandom(Long.getLong("graft.fuzz.seed", 0));
        Mutator mutator = new Mutator(random, words);
        List.copyOf(inputs).forEach(this::execute);
        long start = System.nanoTime();
        while (findings.size() < MOST_FINDINGS
                && (wanted > 0 ? executions < wanted : System.nanoTime() - start < seconds * NANOS)) {
            byte[] from = inputs.get(random.nextInt(inputs.size()));
            byte[] damaged = mutator.mutate(from, inputs.get(random.nextInt(inputs.size())));
            if (execute(damaged) && inputs.size() < MOST_INPUTS) {
                inputs.add(damaged);
            }
        }
    }

    /** Returns whether the way through the reader was new. */
    private boolean execute(byte[] input) {
        current = input;
        long before = threads.getCurrentThreadAllocatedBytes();
        begun = System.nanoTime();
        Outcome outcome;
        try {
            reader.read(input);
            outcome = Outcome.read(threads.getCurrentThreadAllocatedBytes() - before);
        } catch (Throwable e) { // errors are findings too
            outcome = Outcome.thrown(e, refusals);
        }
        begun = Long.MAX_VALUE;
        executions++;
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        if (allocated > MOST_ALLOCATED) {
            outcome = new Outcome(-1, "allocates " + (allocated >> 20) + " MiB for " + input.length + " bytes");
        }
        boolean known = !signatures.add(outcome.signature());
        if (outcome.finding() != null && !known) {
            findings.put(outcome.signature(), outcome.finding() + "\n    saved as " + save(input));
        }
        return !known;
    }

    private Path save(byte[] input) {
        try {
            Path folder = Files.createDirectories(Path.of("target/fuzz", kind));
            return Files.write(folder.resolve(Integer.toHexString(java.util.Arrays.hashCode(input))), input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
