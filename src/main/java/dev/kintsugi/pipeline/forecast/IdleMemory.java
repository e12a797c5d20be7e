package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.device.NativeHeap;
import dev.kintsugi.runtime.session.Sessions;
import io.quarkus.logging.Log;

/** The memory that nothing uses: of sessions that are idle, and of what was freed and is still held. */
record IdleMemory(Sessions sessions) {

    /** @param keepSessions whether only what is no session's is given back, so that the next run need not load its model */
    void giveBack(boolean keepSessions) {
        if (keepSessions) {
            NativeHeap.trim();
            return;
        }
        try {
            sessions.giveBack();
        } catch (InferenceException e) {
            Log.warnf("memory that nothing uses is not given back: %s", e.getMessage());
        }
    }
}
