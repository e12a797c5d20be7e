package dev.kintsugi.api.jobs;

import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number of the last event that a caller has: the header {@code Last-Event-ID} (WHATWG HTML, section 9.2.4), or the parameter
 * {@code after}.
 */
final class LastEventId {

    private LastEventId() {}

    /**
     * The number; 0 for none. What browsers send of themselves counts more than what stood in the address once.
     *
     * @throws TypedException invalid_parameters if it is no number
     */
    static long of(@Nullable String header, @Nullable String after) {
        var text = header == null || header.isBlank() ? after : header;
        if (text == null || text.isBlank()) {
            return 0;
        }
        if (!text.strip().matches("\\d{1,18}")) {
            throw TypedException.invalid(List.of(new FieldError(
                    header == null || header.isBlank() ? "after" : "Last-Event-ID",
                    "must be the number of the last event that you have, 0 for none")));
        }
        return Long.parseLong(text.strip());
    }
}
