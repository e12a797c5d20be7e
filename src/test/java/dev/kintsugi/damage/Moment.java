package dev.kintsugi.damage;

import java.util.Locale;

/** When a file gets damaged. */
enum Moment {
    /** Before the service starts. */
    AT_START,
    /** While the service runs and nothing of the model is loaded as it is on disk. */
    IDLE,
    /** While the model is loaded and nothing runs. */
    LOADED,
    /** While the model is being loaded for a picture. */
    LOADING,
    /** While the model computes a picture. */
    RUNNING,
    /** As soon as the service has put a deleted file back. */
    REPAIRED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
