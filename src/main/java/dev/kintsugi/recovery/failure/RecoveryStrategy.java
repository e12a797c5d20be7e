package dev.kintsugi.recovery.failure;

import dev.kintsugi.recovery.decision.Remedy;
import java.util.Locale;

/** The seven ways to answer a failure, and the user's own. A {@link Remedy} is one concrete use of one of them. */
public enum RecoveryStrategy {
    /** The same variant again, after a pause. */
    IMMEDIATE_RETRY,
    /** Another model that can do the same job. */
    INTELLIGENT_FALLBACK,
    /** Damaged or missing files are restored, then the same variant again. */
    AUTOMATIC_REPAIR,
    /** Lighter parameters. */
    PARAMETER_ADJUSTMENT,
    /** Memory and sessions are freed, or another device is used. */
    RESOURCE_OPTIMIZATION,
    /** A lower level of service. */
    GRACEFUL_DEGRADATION,
    /** A person has to act: a clear error with steps. */
    USER_INTERVENTION,
    /** A custom strategy of the operator. */
    CUSTOM;

    /** Whether the caller gets exactly what was asked for if it works. */
    public boolean isLossless() {
        return switch (this) {
            case IMMEDIATE_RETRY, AUTOMATIC_REPAIR, RESOURCE_OPTIMIZATION -> true;
            case INTELLIGENT_FALLBACK, PARAMETER_ADJUSTMENT, GRACEFUL_DEGRADATION, USER_INTERVENTION, CUSTOM -> false;
        };
    }

    /** The name on the wire, in snake case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
