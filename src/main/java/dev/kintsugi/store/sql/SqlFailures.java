package dev.kintsugi.store.sql;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.classification.TextRule;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Knows what databases throw: by SQLState if there is one (ISO/IEC 9075-2, and PostgreSQL's appendix A for those that
 * are its own), by the names of SQLite's result codes if there is none. No driver is needed for that.
 */
@ApplicationScoped
@Priority(FailureClassifier.BUILT_IN)
class SqlFailures implements FailureClassifier {

    private static final List<TextRule> SQLITE = List.of(
            new TextRule(CONCURRENT_ACCESS_ERROR, "[SQLITE_BUSY", "[SQLITE_LOCKED", "[SQLITE_PROTOCOL"),
            new TextRule(CONCURRENT_ACCESS_ERROR, "[SQLITE_CONSTRAINT_UNIQUE", "[SQLITE_CONSTRAINT_PRIMARYKEY"),
            new TextRule(DATA_INTEGRITY_ERROR, "[SQLITE_CONSTRAINT", "[SQLITE_CORRUPT", "[SQLITE_NOTADB"),
            new TextRule(STORAGE_SPACE_INSUFFICIENT, "[SQLITE_FULL"),
            new TextRule(VRAM_EXHAUSTION, "[SQLITE_NOMEM"),
            new TextRule(STATE_SAVE_FAILED, "[SQLITE_READONLY", "[SQLITE_IOERR_WRITE", "[SQLITE_IOERR_FSYNC"),
            new TextRule(STATE_LOAD_FAILED, "[SQLITE_CANTOPEN", "[SQLITE_IOERR", "[SQLITE_AUTH", "[SQLITE_PERM"),
            new TextRule(STATE_LOAD_FAILED, "[SQLITE_INTERRUPT", "[SQLITE_ABORT"),
            new TextRule(STATE_LOAD_FAILED, "path to '"),
            new TextRule(DEPENDENCY_MISSING, "no such table", "no such column", "No suitable driver"),
            new TextRule(INTERNAL_ERROR, "[SQLITE_"));

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        return classify(thrown, FailureContext.NONE);
    }

    @Override
    public Optional<FailureType> classify(Throwable thrown, FailureContext context) {
        return thrown instanceof SQLException e ? Optional.of(type(e, context)) : Optional.empty();
    }

    @Override
    public Optional<String> code(Throwable thrown) {
        return thrown instanceof SQLException e
                ? Optional.ofNullable(e.getSQLState()).or(() -> resultCode(String.valueOf(e.getMessage())))
                : Optional.empty();
    }

    /** SQLite's driver writes the name of the result code before its message, in brackets. */
    private static Optional<String> resultCode(String message) {
        return message.startsWith("[SQLITE_")
                ? Optional.of(message.substring(1, Math.max(1, message.indexOf(']'))))
                : Optional.empty();
    }

    private static FailureType type(SQLException thrown, FailureContext context) {
        var unreachable = context.phase().equals("load") ? STATE_LOAD_FAILED : STATE_SAVE_FAILED;
        return TextRule.first(SQLITE, String.valueOf(thrown.getMessage()))
                .or(() -> byState(thrown.getSQLState()))
                .orElse(unreachable);
    }

    /**
     * By SQLState: five characters, the first two of which are a class of errors. Empty if it says no more than that the
     * database cannot be used at the moment.
     */
    private static Optional<FailureType> byState(@Nullable String state) {
        if (state == null || state.length() != 5) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (state) {
                    case "53100" -> STORAGE_SPACE_INSUFFICIENT;
                    case "23505", "55P03", "55006" -> CONCURRENT_ACCESS_ERROR;
                    case "42501" -> DEPENDENCY_MISSING; // the service's own account lacks a privilege
                    case "42P01", "42703", "42883" -> DEPENDENCY_MISSING; // the schema is another one
                    case "25006" -> STATE_SAVE_FAILED; // a standby, or set to be read only
                    case "25P03", "57014", "55000" -> null; // no connection is accepted for now
                    default -> byClass(state.substring(0, 2));
                });
    }

    private static @Nullable FailureType byClass(String group) {
        return switch (group) {
            case "08", "57", "HY" -> null; // connection, operator intervention, driver
            case "53", "54", "58" -> SYSTEM_RESOURCE_ERROR;
            case "40" -> CONCURRENT_ACCESS_ERROR;
            case "23", "XX" -> DATA_INTEGRITY_ERROR;
            case "28", "3D", "3F" -> DEPENDENCY_MISSING;
            default -> INTERNAL_ERROR;
        };
    }
}
