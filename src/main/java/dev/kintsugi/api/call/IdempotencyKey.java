package dev.kintsugi.api.call;

import dev.kintsugi.access.Viewer;
import dev.kintsugi.api.CallerKey;
import dev.kintsugi.api.Correlation;
import dev.kintsugi.job.Caller;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The header {@code Idempotency-Key} (draft-ietf-httpapi-idempotency-key-header-07): a caller's own name for a request. It
 * is remembered as long as the job is. The draft has it in quotes, as a string of structured fields (RFC 9651); most
 * clients send it without, and both are understood.
 */
public final class IdempotencyKey {

    public static final String HEADER = "Idempotency-Key";

    private static final Pattern QUOTED = Pattern.compile("\"([\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]{1,255})\"");
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_.:/+=~-]{1,255}");

    private IdempotencyKey() {}

    /**
     * The caller, with its key if there is one.
     *
     * @throws TypedException invalid_parameters if it is no key
     */
    public static Caller caller(RoutingContext call) {
        return new Caller(
                Correlation.of(call),
                CallerKey.of(call).map(Viewer::principal),
                of(call.request().getHeader(HEADER)));
    }

    static Optional<String> of(@org.jspecify.annotations.Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        var quoted = QUOTED.matcher(header);
        if (quoted.matches()) {
            return Optional.of(quoted.group(1));
        }
        if (BARE.matcher(header).matches()) {
            return Optional.of(header);
        }
        throw TypedException.invalid(List.of(new FieldError(
                HEADER, "must have 1 to 255 visible ASCII characters, in double quotes, such as \"8e03978e-40d5\"")));
    }
}
