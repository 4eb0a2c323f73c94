package dev.graft.cli.output;

import dev.graft.tensors.Printable;
import java.io.PrintWriter;
import java.util.Locale;

/** How far something is: one line that changes on a terminal, a line every few seconds elsewhere. */
public final class ProgressLine {
    private static final long TERMINAL_PERIOD = 100_000_000L;
    private static final long PLAIN_PERIOD = 10_000_000_000L;

    private final PrintWriter out;
    private final boolean quiet;
    private final boolean terminal;
    private long last;
    private int width;

    public ProgressLine(PrintWriter out, boolean quiet) {
        this.out = out;
        this.quiet = quiet;
        // The launcher knows; Java's console says little about standard error, and nothing since JDK 22.
        this.terminal = Boolean.getBoolean("graft.terminal");
    }

    /** Whether the line changes in its place. */
    public boolean isTerminal() {
        return terminal;
    }

    /** A line of its own. */
    public void message(String message) {
        if (!quiet) {
            finish();
            out.println(Printable.lines(message));
        }
    }

    /**
     * The line as it is now.
     *
     * @param always whether it is shown even where one was shown a moment ago
     */
    public void show(String line, boolean always) {
        long now = System.nanoTime();
        if (quiet || !always && now - last < (terminal ? TERMINAL_PERIOD : PLAIN_PERIOD)) {
            return;
        }
        last = now;
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            out.flush();
            width = line.length();
        } else {
            out.println(line);
        }
    }

    /** How many of something are done. */
    public void step(String what, long done, long total) {
        show(String.format(Locale.ROOT, "%s %d/%d", what, done, total), done == total);
    }

    /** Ends the changing line. */
    public void finish() {
        if (width > 0) {
            out.println();
            out.flush();
            width = 0;
        }
    }
}
