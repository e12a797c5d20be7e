package dev.kintsugi.job.queue;

import dev.kintsugi.pipeline.work.WorkKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A worker that is kept for a job of another instance while the store is asked for one: it counts as one that runs, of every kind
 * that it may turn out to be.
 */
public final class WorkerSlot {

    private final Set<WorkKind> kinds;
    private volatile boolean wanted;

    WorkerSlot(Set<WorkKind> kinds) {
        this.kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
    }

    /** Of which the job may be; one at least. */
    public Set<WorkKind> kinds() {
        return kinds;
    }

    /** Whether it was in the way of another caller meanwhile: once it is given back that is to be made good. */
    public boolean isWanted() {
        return wanted;
    }

    void want() {
        wanted = true;
    }
}
