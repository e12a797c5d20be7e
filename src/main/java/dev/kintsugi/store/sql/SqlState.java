package dev.kintsugi.store.sql;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.failure.FailureType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Five characters by which databases tell their errors apart, the first two of which are a class of them. */
final class SqlState {

    private SqlState() {}

    /** Empty if the state says no more than that the database cannot be used at the moment. */
    static Optional<FailureType> type(@Nullable String state) {
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
