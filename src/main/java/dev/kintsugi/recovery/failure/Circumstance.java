package dev.kintsugi.recovery.failure;

/** What makes a failure worse, or less bad, than its kind is by default. */
public enum Circumstance {
    /** The same has happened several times within a short while. */
    REPEATED,
    /** No other model could have answered. */
    LAST_HEALTHY_MODEL,
    /** Data entrusted to the service may be lost. */
    DATA_AT_RISK,
    /** The caller's mistake; the service is healthy. */
    CALLERS_MISTAKE
}
