package dev.kintsugi.job;

/** What a caller wants if a job cannot be persisted. */
public enum Durability {
    /** An error: the caller goes away and relies on the job. */
    REQUIRED,
    /** The answer all the same: the caller waits for it, and would not have a job that it does not know of. */
    IF_POSSIBLE
}
