package dev.kintsugi.model.file;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.classification.TextRule;
import dev.kintsugi.recovery.failure.FailureType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operating system lacks, in its own words (strerror(3)), which is all that Java keeps of the error number. Files
 * and sockets fail alike in these.
 */
public final class OsErrors {

    private static final List<TextRule> RULES = List.of(
            new TextRule(STORAGE_SPACE_INSUFFICIENT, "No space left on device", "Disk quota exceeded"),
            new TextRule(
                    SYSTEM_RESOURCE_ERROR,
                    "Too many open files",
                    "Read-only file system",
                    "Input/output error",
                    "Stale file handle",
                    "File too large",
                    "Cannot allocate memory",
                    "Resource temporarily unavailable",
                    "No buffer space available",
                    "Address already in use",
                    "Cannot assign requested address",
                    "Invalid cross-device link",
                    "Device or resource busy",
                    "Text file busy",
                    "Operation not permitted",
                    "Permission denied",
                    "Exec format error"));

    private static final Map<String, String> WORDS = Map.of(
            "No space left on device", "the disk is full",
            "database or disk is full", "the disk is full",
            "Disk quota exceeded", "the disk quota is used up",
            "Read-only file system", "the disk is read-only",
            "Input/output error", "the disk reports errors",
            "Too many open files", "the process has too many open files");

    private OsErrors() {}

    /** What keeps something from being written or opened, in words; nothing if that is not told. */
    public static Optional<String> words(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            var text = String.valueOf(cause.getMessage());
            for (var known : WORDS.entrySet()) {
                if (text.contains(known.getKey())) {
                    return Optional.of(known.getValue());
                }
            }
        }
        return Optional.empty();
    }

    public static Optional<FailureType> type(IOException thrown) {
        return TextRule.first(RULES, String.valueOf(thrown.getMessage()));
    }
}
