package io.keysweep.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What is logged in this process, by a logger and those below it, while this is open. */
public final class LoggedRecords implements AutoCloseable {

    private final Logger logger;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            records.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private LoggedRecords(Logger logger) {
        this.logger = logger;
    }

    /** Listens to a logger; the empty name is that of all. */
    public static LoggedRecords of(String logger) {
        LoggedRecords logged = new LoggedRecords(Logger.getLogger(logger));
        logged.logger.addHandler(logged.handler);
        return logged;
    }

    /** So far. */
    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** The same as lines: the logger, the message with its values, and the stack trace if there is one. */
    public List<String> lines() {
        return records.stream().map(LoggedRecords::line).toList();
    }

    private static String line(LogRecord entry) {
        return entry.getLoggerName() + " " + new PatternFormatter("%s%e").format(ExtLogRecord.wrap(entry));
    }

    /** Forgets what came so far. */
    public void clear() {
        records.clear();
    }

    /** Listens no more. */
    @Override
    public void close() {
        logger.removeHandler(handler);
    }
}
