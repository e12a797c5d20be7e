package dev.kintsugi.job.ownership;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.store.JobSignals;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stops jobs that run here, and remembers why until their workers have let them go. */
@ApplicationScoped
public class StopRequests {

    private static final int REMEMBERED = 1000;

    /** Far longer than it takes from a job's lease to its worker. */
    private static final Duration BEGINNING = Duration.ofSeconds(30);

    private final JobQueue queue;
    private final JobSignals signals;
    private final Set<JobId> handedBack = ConcurrentHashMap.newKeySet();
    private final Set<JobId> stopped = ConcurrentHashMap.newKeySet();

    /** Those that no worker has yet, or never will: every instance is told of each, and one may be resumed later. */
    private final Cache<JobId, Boolean> awaited = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(BEGINNING)
            .executor(Runnable::run)
            .build();

    StopRequests(JobQueue queue, JobSignals signals) {
        this.queue = queue;
        this.signals = signals;
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

    /** Stops a job for good that another instance believes to run here: now, or {@linkplain #stopIfAwaited when it begins}. */
    public void stopWhenBegun(JobId id) {
        awaited.put(id, true);
        if (stop(id)) {
            awaited.invalidate(id);
        }
    }

    /** Stops a job that a worker has, if it was to be stopped before one had it. */
    public void stopIfAwaited(JobId id) {
        if (awaited.asMap().remove(id) != null) {
            stop(id);
        }
    }

    /** Asks the instance that runs a job to stop it for good; false if there is no other instance. */
    public boolean askOthers(JobId id) {
        signals.tell(new JobSignals.Stop(id));
        return signals.hasOthers();
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
