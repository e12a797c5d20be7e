package dev.kintsugi.store.sqlite.driver;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Properties;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * A connection to SQLite that keeps the statements that it has prepared: preparing one takes longer than most take to run.
 * A statement that is closed is kept until another one with the same text is asked for. For one thread at a time.
 */
public final class StatementCache extends JDBC4Connection {

    private static final int MOST = 64;

    /** A statement that stays open, unless another one takes its place. */
    private static final class Kept extends JDBC4PreparedStatement {

        private boolean busy = true;
        private boolean dropped;

        Kept(StatementCache connection, String sql) throws SQLException {
            super(connection, sql);
        }

        /** It is to be used, unless it is already. */
        boolean take() {
            var free = !busy && !dropped && !pointer.isClosed();
            busy |= free;
            return free;
        }

        void drop() throws SQLException {
            dropped = true;
            if (!busy) {
                super.close();
            }
        }

        @Override
        public void close() throws SQLException {
            if (!busy) {
                return;
            }
            busy = false;
            if (dropped || pointer.isClosed()) { // the driver closes one that has failed
                super.close();
            } else {
                rs.close();
                clearParameters();
            }
        }
    }

    private final LinkedHashMap<String, Kept> statements = new LinkedHashMap<>(MOST, 0.75f, true);

    public StatementCache(String url, String file, Properties properties) throws SQLException {
        super(url, file, properties);
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        var known = statements.get(sql);
        if (known != null && known.take()) {
            return known;
        }
        var made = new Kept(this, sql);
        var before = statements.put(sql, made);
        if (before != null) {
            before.drop();
        }
        if (statements.size() > MOST) {
            var oldest = statements.pollFirstEntry();
            if (oldest != null) {
                oldest.getValue().drop();
            }
        }
        return made;
    }

    @Override
    public void close() throws SQLException {
        for (var kept : statements.values()) {
            kept.drop();
        }
        statements.clear();
        super.close();
    }
}
