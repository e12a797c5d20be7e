package dev.kintsugi.ops.alert.channel;

import java.time.Duration;
import java.util.Optional;

/** A receiver did not take an alert. */
public final class NotDelivered extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean refused;
    private final transient Optional<Duration> retryAfter;

    private NotDelivered(String problem, boolean refused, Optional<Duration> retryAfter) {
        super(problem, null, false, false);
        this.refused = refused;
        this.retryAfter = retryAfter;
    }

    /** @param problem in words that are safe to publish */
    static NotDelivered forNow(String problem, Optional<Duration> retryAfter) {
        return new NotDelivered(problem, false, retryAfter);
    }

    /** It would be refused again. */
    static NotDelivered forGood(String problem) {
        return new NotDelivered(problem, true, Optional.empty());
    }

    /** The same from anything that was thrown. */
    public static NotDelivered of(Throwable thrown) {
        return thrown instanceof NotDelivered known ? known : forNow("it cannot be used", Optional.empty());
    }

    /** In words that are safe to publish. */
    public String problem() {
        return String.valueOf(getMessage());
    }

    /** Whether the same alert would be refused again. */
    public boolean isRefused() {
        return refused;
    }

    /** How long the receiver asks to wait. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
