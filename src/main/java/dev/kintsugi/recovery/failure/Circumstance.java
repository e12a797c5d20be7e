package dev.kintsugi.recovery.failure;

/** What makes a failure worse, or less bad, than its kind is by default. */
public enum Circumstance {
    /** The same has happened several times within a short while. */
    REPEATED,
    /** No other model could have answered. */
    LAST_HEALTHY_MODEL,
    /** What somebody entrusted to the service may be gone. */
    DATA_AT_RISK,
    /** Whoever called did it; the service is well. */
    CALLERS_MISTAKE
}
