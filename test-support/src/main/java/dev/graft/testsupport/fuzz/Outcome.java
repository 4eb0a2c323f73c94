package dev.graft.testsupport.fuzz;

import java.util.List;

/**
 * What became of an input: refused as it should be, read, or failed.
 *
 * @param signature inputs that took the same way through the reader have the same, as far as can be seen from outside
 * @param finding what is wrong; null where nothing is
 */
record Outcome(long signature, String finding) {
    private static final int FRAMES = 12;

    /** Read without complaint, with so many bytes allocated. */
    static Outcome read(long allocated) {
        return new Outcome(64 - Long.numberOfLeadingZeros(allocated), null);
    }

    static Outcome thrown(Throwable thrown, List<Class<? extends Throwable>> refusals) {
        boolean refused = refusals.stream().anyMatch(type -> type.isInstance(thrown));
        long signature = signature(thrown);
        return new Outcome(signature, refused ? message(thrown) : described(thrown));
    }

    /** A refusal must say something. */
    private static String message(Throwable refusal) {
        String message = refusal.getMessage();
        return message == null || message.isBlank() ? "refused without a message: " + described(refusal) : null;
    }

    private static String described(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.toString());
        StackTraceElement[] trace = thrown.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, trace.length); i++) {
            text.append("\n    at ").append(trace[i]);
        }
        return thrown.getCause() == null ? text.toString() : text + "\n  by " + described(thrown.getCause());
    }

    private static long signature(Throwable thrown) {
        long signature = thrown.getClass().hashCode();
        StackTraceElement[] trace = thrown.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, trace.length); i++) {
            signature = 31 * signature + 17L * trace[i].getMethodName().hashCode() + trace[i].getLineNumber();
        }
        return thrown.getCause() == null ? signature : 31 * signature + signature(thrown.getCause());
    }
}
