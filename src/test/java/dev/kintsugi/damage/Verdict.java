package dev.kintsugi.damage;

import java.util.Locale;

/** What a cell of the matrix came to, best first. */
public enum Verdict {
    /** The picture of an undamaged model. */
    RIGHT,
    /** Another picture, and the answer says so. */
    DEGRADED,
    /** An error with a code that names the cause. */
    CLEAR_ERROR,
    /** An error that names no cause. */
    UNCLEAR_ERROR,
    /** The answers were right, but the service did not come back to its right pictures by itself. */
    NOT_HEALED,
    /** Another picture as plain success. */
    WRONG,
    /** No answer in time. */
    HUNG,
    /** The process ended. */
    DEAD;

    /** Whether a client may meet this. */
    public boolean isGood() {
        return compareTo(CLEAR_ERROR) <= 0;
    }

    /** In words. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    Verdict worse(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
