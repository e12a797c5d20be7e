package dev.kintsugi.store.sql;

import io.quarkus.logging.Log;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Jobs whose records were met and cannot be read: the bytes of a row may be damaged though the database is in order. */
public final class DamagedRecords {

    /** PostgreSQL's state for data that is damaged, which says the same of any database here. */
    static final String STATE = "XX001";

    private static final int MOST = 1000;

    private final Set<String> jobs = new LinkedHashSet<>();

    public static StoreException refused(String job) {
        return new StoreException(new SQLException("the record of " + job + " is damaged and cannot be read", STATE));
    }

    public static boolean isDamage(StoreException thrown) {
        return thrown.getCause() instanceof SQLException e && STATE.equals(e.getSQLState());
    }

    public synchronized void met(String job) {
        if (jobs.size() < MOST && jobs.add(job)) {
            Log.errorf("the record of %s is damaged: it is left out of lists, and the job is not begun", job);
        }
    }

    /**
     * Text for the status; nothing if none was met and nothing else is lost.
     *
     * @param lost what else is lost, which comes first
     */
    public Optional<String> textAfter(Optional<String> lost) {
        return Stream.of(lost, text()).flatMap(Optional::stream).reduce((one, other) -> one + ". Besides, " + other);
    }

    private synchronized Optional<String> text() {
        return jobs.isEmpty()
                ? Optional.empty()
                : Optional.of("the records of " + jobs.size() + " jobs are damaged, among them "
                        + jobs.iterator().next());
    }
}
