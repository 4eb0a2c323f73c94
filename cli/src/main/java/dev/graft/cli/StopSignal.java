package dev.graft.cli;

import dev.graft.tensors.files.ProcessEnd;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Takes Ctrl-C, and the signal by which systems end processes, for the wish to stop. The first only sets a flag; from
 * then on they do again what they did before, so that a second one ends the process at once.
 *
 * <p>Not a shutdown hook: while those run, Java closes the model runtime under the computation, and can no longer draw.
 */
final class StopSignal implements AutoCloseable {
    private static final List<String> SIGNALS = List.of("INT", "TERM");

    /** What is added to a signal's number to make the status of a process that it has ended. */
    private static final int ENDED_BY = 128;

    private final IntConsumer task;
    private final Map<Object, Object> before = new LinkedHashMap<>();
    private volatile boolean received;

    private StopSignal(IntConsumer task) {
        this.task = task;
    }

    /** Has the signals end the process at once, whatever it computes, with its temporaries removed. */
    static void endAtOnce() {
        new StopSignal(number -> ProcessEnd.now(ENDED_BY + number)).take();
    }

    /** Begins to listen. Where the platform has no signals nothing is ever received. */
    static StopSignal listen() {
        StopSignal stop = new StopSignal(number -> {});
        stop.take();
        return stop;
    }

    private void take() {
        try {
            for (String name : SIGNALS) {
                take(name);
            }
        } catch (ReflectiveOperationException e) {
            close();
        }
    }

    boolean received() {
        return received;
    }

    /** By reflection, since the compiler warns of these classes, which every JDK has, and nothing replaces them. */
    private void take(String name) throws ReflectiveOperationException {
        Class<?> handlers = Class.forName("sun.misc.SignalHandler");
        Object handler = Proxy.newProxyInstance(
                StopSignal.class.getClassLoader(), new Class<?>[] {handlers}, (proxy, method, arguments) -> {
                    received = true;
                    close();
                    task.accept(
                            (int) arguments[0].getClass().getMethod("getNumber").invoke(arguments[0]));
                    return null;
                });
        Object signal =
                Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
        Object earlier = handle(signal, handler);
        if (handlers.getField("SIG_IGN").get(null).equals(earlier)) {
            // Whoever started this process does not want it to hear the signal, as nohup.
            handle(signal, earlier);
        } else {
            before.put(signal, earlier);
        }
    }

    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        Method handle =
                signal.getClass().getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"));
        return handle.invoke(null, signal, handler);
    }

    /** Gives the signals back. */
    @Override
    public synchronized void close() {
        List<Object> signals = new ArrayList<>(before.keySet());
        for (Object signal : signals) {
            try {
                handle(signal, before.remove(signal));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
