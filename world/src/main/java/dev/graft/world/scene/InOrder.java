package dev.graft.world.scene;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Work for many numbers, done in parallel and handed over in their order: prepared on every core, taken in order, with
 * few results in memory at a time.
 */
public final class InOrder {
    private static final int CHUNK = 512;

    private InOrder() {}

    public static <T> void forEach(int count, IntFunction<T> prepare, Consumer<T> take) {
        for (int from = 0; from < count; from += CHUNK) {
            List<T> prepared = IntStream.range(from, Math.min(count, from + CHUNK))
                    .parallel()
                    .mapToObj(prepare)
                    .toList();
            prepared.forEach(take);
        }
    }
}
