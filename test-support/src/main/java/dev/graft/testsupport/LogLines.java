package dev.graft.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a class tells its logger, such as {@code WARNING there is no room}. */
public final class LogLines extends Handler {
    private final List<String> lines = new ArrayList<>();

    private LogLines() {}

    /** The lines of some work, which do not come out anywhere else. */
    public static List<String> of(Class<?> teller, Runnable work) {
        LogLines told = new LogLines();
        Logger logger = Logger.getLogger(teller.getName());
        logger.addHandler(told);
        logger.setUseParentHandlers(false);
        try {
            work.run();
        } finally {
            logger.removeHandler(told);
            logger.setUseParentHandlers(true);
        }
        return told.lines;
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(record.getLevel().getName() + " " + record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
