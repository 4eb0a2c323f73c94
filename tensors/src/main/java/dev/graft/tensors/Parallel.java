package dev.graft.tensors;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The same work for many numbers on every core, of which nothing goes on any more when a failure is told: what it reads and
 * writes, such as a session or a folder, may then be closed or removed. Java's parallel streams hand on the first failure
 * while others still work.
 */
public final class Parallel {
    private Parallel() {}

    /**
     * Does the work for the numbers from one to below another.
     *
     * @return the results in the order of the numbers; they may be null
     * @throws RuntimeException of the lowest number that failed, whichever failed first; those below it were all done, of
     *     those above only some
     */
    public static <T> List<T> map(int from, int to, IntFunction<T> work) {
        int count = Math.max(0, to - from);
        Object[] results = new Object[count];
        Throwable[] failures = new Throwable[count];
        AtomicInteger lowest = new AtomicInteger(count);
        IntStream.range(0, count).parallel().filter(i -> i < lowest.get()).forEach(i -> {
            try {
                results[i] = work.apply(from + i);
            } catch (RuntimeException | Error e) {
                failures[i] = e;
                lowest.accumulateAndGet(i, Math::min);
            }
        });
        if (lowest.get() < count) {
            throw asItIs(failures[lowest.get()]);
        }
        @SuppressWarnings("unchecked") // what the work gave
        List<T> list = (List<T>) Arrays.asList(results);
        return list;
    }

    /**
     * Does the work for the numbers from one to below another, which gives nothing.
     *
     * @throws RuntimeException as {@link #map}
     */
    public static void forEach(int from, int to, IntConsumer work) {
        map(from, to, i -> {
            work.accept(i);
            return i;
        });
    }

    /** An unchecked exception or an error, to be thrown. */
    private static RuntimeException asItIs(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }
}
