package dev.kintsugi.job.ownership;

import dev.kintsugi.job.JobId;
import dev.kintsugi.job.queue.JobQueue;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stops jobs that run here, and remembers why until their workers have let them go. */
@ApplicationScoped
public class StopRequests {

    private final JobQueue queue;
    private final Set<JobId> handedBack = ConcurrentHashMap.newKeySet();
    private final Set<JobId> stopped = ConcurrentHashMap.newKeySet();

    StopRequests(JobQueue queue) {
        this.queue = queue;
    }

    /** Stops a job for good; false if no worker has it. */
    public boolean stop(JobId id) {
        var runnable = queue.claimed(id);
        runnable.ifPresent(found -> {
            stopped.add(id);
            found.generation().cancel();
        });
        return runnable.isPresent();
    }

    /**
     * Stops all jobs, so that another instance or the next process begins with them.
     *
     * @return how many
     */
    public int handBackAll() {
        var claimed = queue.claimed();
        claimed.forEach(runnable -> {
            handedBack.add(runnable.job().id());
            runnable.generation().cancel();
        });
        return claimed.size();
    }

    /** Whether a stopped job is to be begun again; not if it was stopped for good as well. */
    public boolean isHandedBack(JobId id) {
        return handedBack.contains(id) && !stopped.contains(id);
    }

    /** Its worker has let it go. */
    public void forget(JobId id) {
        stopped.remove(id);
        handedBack.remove(id);
    }
}
