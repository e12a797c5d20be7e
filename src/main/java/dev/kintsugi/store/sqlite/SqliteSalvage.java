package dev.kintsugi.store.sqlite;

import dev.kintsugi.job.JobId;
import dev.kintsugi.store.sql.Documents;
import dev.kintsugi.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies out of a damaged database what can still be read of it, job by job. */
final class SqliteSalvage {

    /** Numbers that are gone through, the newest: one by one, where pages are damaged. */
    private static final long MOST_JOBS = 1_000_000;

    private static final String JOB =
            "id, principal, idem_key, priority, model, state, attempt, owner, lease_until, ended,"
                    + " bytes, accepted, status";
    private static final String INSERT =
            "insert into job (" + JOB + ", version) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?) on conflict do nothing";

    private final Connection from;
    private final Connection to;
    private final Set<Long> lost = new HashSet<>();
    private int saved;

    /**
     * What came of it.
     *
     * @param saved how many jobs were copied
     * @param unread the numbers of those that cannot be read
     * @param read the numbers of those that can
     */
    record Saved(int saved, Set<Long> unread, Set<Long> read) {

        static final Saved NOTHING = new Saved(0, Set.of(), Set.of());

        /** With what came of another source of the same jobs. */
        Saved and(Saved other) {
            return new Saved(saved + other.saved, union(unread, other.unread), union(read, other.read));
        }

        private static Set<Long> union(Set<Long> one, Set<Long> other) {
            var all = new HashSet<>(one);
            all.addAll(other);
            return all;
        }

        /** Whether some were seen, and each of them has a source that has it whole. */
        boolean isAll() {
            return !read.isEmpty() && lost() == 0;
        }

        /** How many jobs were seen that no source has whole. */
        int lost() {
            var none = new HashSet<>(unread);
            none.removeAll(read);
            return none.size();
        }
    }

    private final Set<Long> read = new HashSet<>();

    private SqliteSalvage(Connection from, Connection to) {
        this.from = from;
        this.to = to;
    }

    /** Copies jobs that are not there yet, with their events, artifacts and checkpoints. */
    static Saved copy(Connection from, Connection to) throws SQLException {
        var salvage = new SqliteSalvage(from, to);
        var highest = salvage.highest();
        salvage.copy(Math.max(1, highest - MOST_JOBS), highest);
        return new Saved(salvage.saved, salvage.lost, salvage.read);
    }

    /** The last number. A damaged page may say anything, such as one that no other page comes near to. */
    private long highest() {
        var told = new ArrayList<Long>();
        for (var sql : List.of("select max(number) from job", "select seq from sqlite_sequence where name = 'job'")) {
            try {
                told.addAll(Sql.query(from, sql, row -> row.getLong(1)));
            } catch (SQLException e) {
                continue; // that page is damaged: the other one may not be
            }
        }
        var low = told.stream().min(Long::compare).orElse(0L);
        var high = told.stream().max(Long::compare).orElse(0L);
        return high - low > MOST_JOBS ? low : high;
    }

    /** A range that cannot be read is halved until only what is damaged is left out. */
    private void copy(long first, long last) throws SQLException {
        if (first > last) {
            return;
        }
        List<Long> numbers;
        try {
            numbers = numbers(first, last);
        } catch (SQLException e) {
            if (first == last) {
                lost.add(first);
                return;
            }
            var middle = first + (last - first) / 2;
            copy(first, middle);
            copy(middle + 1, last);
            return;
        }
        for (var number : numbers) {
            copyJob(number);
        }
    }

    /** All of each row is read, also what lies on other pages. */
    private List<Long> numbers(long first, long last) throws SQLException {
        return Sql.query(
                from,
                "select number, length(accepted) + length(status) from job where number between ? and ?",
                row -> row.getLong(1),
                first,
                last);
    }

    private void copyJob(long number) throws SQLException {
        @Nullable Object[] row;
        int version;
        try {
            row = rows("select " + JOB + " from job where number = ?", 13, number)
                    .getFirst();
            version = Documents.version(text(row[11]), text(row[12]));
            if (version <= Documents.VERSION) { // what a newer version wrote is kept for it
                Documents.job(
                        new JobId(text(row[0])), ((Number) number(row[6])).intValue(), text(row[11]), text(row[12]));
            }
        } catch (SQLException | RuntimeException e) {
            lost.add(number);
            return;
        }
        read.add(number);
        var inserted = Arrays.copyOf(row, row.length + 1);
        inserted[row.length] = version;
        if (Sql.change(to, INSERT, inserted) == 1) {
            saved++;
            var copy = Sql.query(to, "select last_insert_rowid()", found -> found.getLong(1))
                    .getFirst();
            copyOf("event (job, seq, document)", "seq, document", "event", number, copy, 2);
            copyOf("job_artifact (job, digest)", "digest", "job_artifact", number, copy, 1);
            copyOf("checkpoint (job, name, content)", "name, content", "checkpoint", number, copy, 2);
        }
    }

    private static Object number(@Nullable Object value) {
        return value instanceof Number ? value : 0;
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value);
    }

    /** As far as it can be read. */
    private void copyOf(String into, String columns, String table, long number, long copy, int width)
            throws SQLException {
        List<@Nullable Object[]> rows;
        try {
            rows = rows("select " + columns + " from " + table + " where job = ?", width, number);
        } catch (SQLException e) {
            return;
        }
        for (var row : rows) {
            var all = new ArrayList<@Nullable Object>();
            all.add(copy);
            all.addAll(Arrays.asList(row));
            Sql.change(
                    to,
                    "insert into " + into + " values (?" + ", ?".repeat(width) + ") on conflict do nothing",
                    all.toArray());
        }
    }

    private List<@Nullable Object[]> rows(String sql, int width, long number) throws SQLException {
        return Sql.query(
                from,
                sql,
                row -> {
                    var values = new @Nullable Object[width];
                    for (int i = 0; i < width; i++) {
                        values[i] = row.getObject(i + 1);
                    }
                    return values;
                },
                number);
    }
}
