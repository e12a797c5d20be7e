package dev.kintsugi.api.connection;

import io.quarkus.logging.Log;

/** How many connections may be open: each is a file, and the rest of the process needs some as well. */
final class ConnectionLimit {

    private static final int MOST = 10_000;

    /** A service at rest has 50 files open; the rest is for its database, its models and its classes. */
    private static final int OTHER_FILES = 128;

    private ConnectionLimit() {}

    /**
     * The limit.
     *
     * @param wanted by the operator; 0 for half of the files that may be open
     */
    static int of(int wanted) {
        var files = OpenFiles.most();
        var room = (int) Math.clamp(files - OTHER_FILES - ConnectionAdmission.BEYOND_LIMIT, 1, Integer.MAX_VALUE);
        if (wanted > room) {
            Log.warnf(
                    "kintsugi.connections.max is %d, but only %d are accepted: this process may open %d files",
                    wanted, room, files);
        }
        return wanted == 0 ? (int) Math.min(Math.min(MOST, room), Math.max(1, files / 2)) : Math.min(wanted, room);
    }
}
