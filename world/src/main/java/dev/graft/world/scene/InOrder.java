package dev.graft.world.scene;

import dev.graft.tensors.Parallel;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Work for many numbers, done in parallel and handed over in their order: prepared on every core, taken in order, with
 * few results in memory at a time.
 */
public final class InOrder {
    private static final int CHUNK = 512;

    private InOrder() {}

    public static <T> void forEach(int count, IntFunction<T> prepare, Consumer<T> take) {
        for (int from = 0; from < count; from += CHUNK) {
            Parallel.map(from, Math.min(count, from + CHUNK), prepare).forEach(take);
        }
    }
}
