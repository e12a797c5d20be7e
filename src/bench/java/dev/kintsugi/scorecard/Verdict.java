package dev.kintsugi.scorecard;

/** What became of one request. */
enum Verdict {
    /** Exactly what was asked for. */
    WELL,
    /** Less or other than was asked for, and the answer says so. */
    DEGRADED,
    /** An error with the right code, a title and suggestions. */
    CLEAR_ERROR,
    /** Anything else that was answered. */
    WRONG,
    /** The connection ended without an answer. */
    LOST,
    /** Nothing came for a minute. */
    HUNG
}
