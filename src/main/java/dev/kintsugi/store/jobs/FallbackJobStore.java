package dev.kintsugi.store.jobs;

import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.store.EventBatch;
import dev.kintsugi.job.store.FallbackStore;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.job.store.Retention;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.classification.CauseChain;
import dev.kintsugi.store.artifacts.FallbackArtifactStore;
import io.quarkus.logging.Log;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A store with a fallback in memory, for jobs whose callers wait and would rather have an answer that is not kept than
 * none. Everything that concerns a held job is done in the fallback, everything else in the usual one.
 *
 * <p>A job that was accepted is not given up because what becomes of it cannot be written down: from the first change that
 * fails on it is held, too. After the end of the process it is begun again as it was when it was written last.
 */
public final class FallbackJobStore implements JobStore, FallbackStore, AutoCloseable {

    /** The dependency that fails with the usual store. */
    public static final String DEPENDENCY = "job_store";

    private final JobStore kept;
    private final boolean alone;
    private final FallbackArtifactStore artifacts;
    private final Features features;
    private final MemoryJobStore held = new MemoryJobStore();
    private final UnpersistedEvents unpersisted = new UnpersistedEvents();
    private final UnfinishedJobs unfinished;

    /** @param alone whether no other process has the usual store: else a job that was accepted is not held, as others see it */
    public FallbackJobStore(JobStore kept, boolean alone, FallbackArtifactStore artifacts, Features features) {
        this.kept = kept;
        this.alone = alone;
        this.unfinished = new UnfinishedJobs(alone);
        this.artifacts = artifacts;
        this.features = features;
    }

    @Override
    public Job add(Job job, Lease lease, JobEvent... events) {
        try {
            var added = kept.add(job, lease, events);
            unfinished.put(added, lease);
            return added;
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    private void restore() {
        unfinished.restoreIn(kept, this::isHeld, (job, thrown) -> {
            failed(thrown);
            hold(job);
        });
    }

    /** What is lost of the usual store, in a sentence; nothing if all is there. Never blocks. */
    public Optional<String> loss() {
        return kept instanceof SqlJobStore store ? store.loss() : Optional.empty();
    }

    /** What of that is lost with the whole database, so that nothing is known of it any more. Never blocks. */
    public Optional<String> lost() {
        return kept instanceof SqlJobStore store ? store.lost() : Optional.empty();
    }

    @Override
    public void hold(Job job) {
        unfinished.forget(job.id());
        held.put(job);
    }

    @Override
    public boolean isHeld(JobId job) {
        return held.find(job).isPresent();
    }

    @Override
    public boolean isHeld(String digest) {
        return artifacts.isHeld(digest);
    }

    @Override
    public void flush() {
        restore();
        artifacts.flush();
        HeldJobs.moveEnded(held, kept, () -> unpersisted.keepIn(kept, alone, this::isHeld));
    }

    @Override
    public Optional<Job> find(JobId id) {
        return held.find(id).or(() -> kept.find(id));
    }

    @Override
    public Optional<Job> find(Caller caller) {
        return held.find(caller).or(() -> kept.find(caller));
    }

    @Override
    public Set<JobId> unfinished() {
        return Stream.concat(held.unfinished().stream(), kept.unfinished().stream())
                .collect(Collectors.toSet());
    }

    @Override
    public boolean replace(Job seen, Job next) {
        if (isHeld(seen.id())) {
            return held.replace(seen, next);
        }
        try {
            return replaceKept(seen, next) || restored(seen, next);
        } catch (RuntimeException e) {
            failed(e);
            if (!alone) {
                throw e;
            }
            Log.warnf("job %s is held in memory from now on: %s", seen.id(), CauseChain.describe(e));
            hold(next);
            return true;
        }
    }

    /** A job that is not there any more was lost with its file. */
    private boolean restored(Job seen, Job next) {
        if (!unfinished.has(seen.id()) || kept.find(seen.id()).isPresent()) {
            return false;
        }
        restore();
        return replaceKept(seen, next);
    }

    private boolean replaceKept(Job seen, Job next) {
        var replaced = kept.replace(seen, next);
        if (replaced) {
            unfinished.put(next, unfinished.lease());
        }
        return replaced;
    }

    @Override
    public Optional<Job> take(JobId id, Lease lease) {
        if (isHeld(id)) {
            return held.take(id, lease);
        }
        try {
            var taken = kept.take(id, lease);
            if (taken.isEmpty() && unfinished.has(id)) {
                restore();
                taken = kept.take(id, lease);
            }
            taken.ifPresent(job -> unfinished.put(job, lease));
            return taken;
        } catch (RuntimeException e) {
            failed(e);
            if (!alone) {
                throw e;
            }
            Log.warnf("job %s is held in memory from now on: %s", id, CauseChain.describe(e));
            kept.find(id).ifPresent(this::hold);
            return held.take(id, lease);
        }
    }

    @Override
    public Optional<Job> claim(Lease lease, Set<WorkKind> kinds) {
        return kept.claim(lease, kinds);
    }

    @Override
    public List<Job> adopt(Lease lease, int most) {
        var adopted = kept.adopt(lease, most).stream()
                .filter(job -> !isHeld(job.id()))
                .toList();
        adopted.forEach(job -> unfinished.put(job, lease));
        return adopted;
    }

    @Override
    public List<JobId> renew(Collection<JobId> jobs, Lease lease) {
        var here = jobs.stream().filter(this::isHeld).toList();
        var others = jobs.stream().filter(job -> !here.contains(job)).toList();
        try {
            return Stream.concat(here.stream(), kept.renew(others, lease).stream())
                    .toList();
        } catch (RuntimeException e) {
            failed(e);
            if (here.isEmpty() || !others.isEmpty()) {
                throw e;
            }
            return here; // they do not need the usual store
        }
    }

    @Override
    public List<JobId> waiting(Lease lease) {
        return kept.waiting(lease).stream().filter(job -> !isHeld(job)).toList();
    }

    @Override
    public void release(String owner) {
        kept.release(owner);
    }

    @Override
    public boolean append(EventBatch batch) {
        if (isHeld(batch.job()) || unpersisted.has(batch.job())) {
            unpersisted.add(batch);
            return true;
        }
        try {
            return kept.append(batch);
        } catch (RuntimeException e) {
            failed(e);
            Log.warnf("events of job %s are not kept: %s", batch.job(), CauseChain.describe(e));
            if (!batch.isEphemeral()) {
                unpersisted.add(batch);
            }
            return true;
        }
    }

    @Override
    public List<JobEvent> events(JobId id, long after) {
        return unpersisted.after(orNothing(id, () -> kept.events(id, after), List.of()), id, after);
    }

    @Override
    public long lastEvent(JobId id) {
        return Math.max(orNothing(id, () -> kept.lastEvent(id), 0L), unpersisted.last(id));
    }

    /** What is kept of a job; nothing if it is only held, and the usual store cannot even be read. */
    private <T> T orNothing(JobId id, Supplier<T> kept, T nothing) {
        try {
            return kept.get();
        } catch (RuntimeException e) {
            if (isHeld(id)) {
                failed(e);
                return nothing;
            }
            throw e;
        }
    }

    @Override
    public JobQuery.Page list(JobQuery query) {
        return HeldJobs.list(query, held, kept);
    }

    @Override
    public List<String> forget(Retention limits, Instant now) {
        return HeldJobs.forget(limits, now, held, kept, artifacts::release);
    }

    @Override
    public boolean isNeeded(String digest) {
        return held.isNeeded(digest) || kept.isNeeded(digest);
    }

    @Override
    public void deleted(String digest) {
        kept.deleted(digest);
    }

    @Override
    public void check() {
        kept.check();
    }

    @Override
    public void close() {
        if (kept instanceof SqlJobStore store) {
            store.close();
        }
    }

    private RuntimeException failed(RuntimeException thrown) {
        features.failed(DEPENDENCY, "jobs cannot be written to their store");
        return thrown;
    }
}
