package dev.kintsugi.store;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.JobStore;
import dev.kintsugi.pipeline.Progress;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs in memory: gone when the process ends. Keeps the newest final jobs within a number and an amount of bytes. */
@ApplicationScoped
public class MemoryJobStore implements JobStore {

    private record Kept(Job job, List<JobEvent> events) {}

    private final int mostJobs;
    private final long mostBytes;
    private final Map<JobId, Kept> jobs = new HashMap<>();
    private final Deque<JobId> ended = new ArrayDeque<>();
    private long bytes;

    public MemoryJobStore(MemorySettings settings) {
        this.mostJobs = settings.jobs();
        this.mostBytes = settings.bytes();
    }

    @Override
    public synchronized void add(Job job) {
        jobs.put(job.id(), new Kept(job, new ArrayList<>()));
    }

    @Override
    public synchronized Optional<Job> find(JobId id) {
        return Optional.ofNullable(jobs.get(id)).map(Kept::job);
    }

    @Override
    public synchronized boolean replace(Job seen, Job next) {
        var kept = jobs.get(seen.id());
        if (kept == null || !kept.job().state().equals(seen.state())) {
            return false;
        }
        jobs.put(seen.id(), new Kept(next, kept.events()));
        if (seen.state().hasEnded()) {
            ended.remove(seen.id());
            bytes -= bytes(seen);
        }
        if (next.state().hasEnded()) {
            ended.add(next.id());
            bytes += bytes(next);
            prune(next.id());
        }
        return true;
    }

    @Override
    public synchronized void append(JobEvent event) {
        var kept = jobs.get(event.job());
        if (kept != null) {
            if (isPreview(event)) {
                kept.events().removeIf(MemoryJobStore::isPreview); // the newest says more than all before it
            }
            kept.events().add(event);
            if (event.isLast()) {
                kept.events().removeIf(MemoryJobStore::isPreview);
            }
        }
    }

    @Override
    public synchronized List<JobEvent> events(JobId id, long after) {
        var kept = jobs.get(id);
        return kept == null
                ? List.of()
                : kept.events().stream().filter(event -> event.seq() > after).toList();
    }

    private void prune(JobId newest) {
        while (ended.size() > mostJobs || (bytes > mostBytes && ended.size() > 1)) {
            var oldest = ended.remove();
            var kept = jobs.remove(oldest);
            if (kept != null && !oldest.equals(newest)) {
                bytes -= bytes(kept.job());
            }
        }
    }

    /** Previews are many and large, and of no use once the picture is there. */
    private static boolean isPreview(JobEvent event) {
        return event.what() instanceof JobEvent.Progressed progressed
                && progressed.progress() instanceof Progress.Preview;
    }

    private static long bytes(Job job) {
        return job.state() instanceof JobState.Completed completed
                ? completed.result().artifacts().stream()
                        .mapToLong(artifact -> artifact.png().length)
                        .sum()
                : 0;
    }
}
