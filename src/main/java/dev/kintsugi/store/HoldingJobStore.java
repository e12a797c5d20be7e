package dev.kintsugi.store;

import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.JobStore;
import dev.kintsugi.job.Lease;
import dev.kintsugi.job.Retention;
import dev.kintsugi.job.Spare;
import io.quarkus.logging.Log;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A store with a spare one in memory, for jobs whose callers wait and would rather have an answer that is not kept than
 * none. Everything that concerns a held job is done in the spare store, everything else in the usual one.
 *
 * <p>A job that was accepted is not given up because what becomes of it cannot be written down: from the first change that
 * fails on it is held, too. After the end of the process it is begun again as it was when it was written last.
 */
final class HoldingJobStore implements JobStore, Spare, AutoCloseable {

    /** The dependency that fails with the usual store. */
    static final String DEPENDENCY = "job_store";

    private static final Lease NOBODY = new Lease("", Instant.EPOCH, Instant.EPOCH);

    private final JobStore kept;
    private final boolean alone;
    private final HoldingArtifactStore artifacts;
    private final Features features;
    private final MemoryJobStore held = new MemoryJobStore();
    private final LateEvents late = new LateEvents();

    /** @param alone whether no other process has the usual store: else a job that was accepted is not held, as others see it */
    HoldingJobStore(JobStore kept, boolean alone, HoldingArtifactStore artifacts, Features features) {
        this.kept = kept;
        this.alone = alone;
        this.artifacts = artifacts;
        this.features = features;
    }

    @Override
    public Job add(Job job, Lease lease, JobEvent... events) {
        try {
            return kept.add(job, lease, events);
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    @Override
    public void hold(Job job) {
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
    public void handOver() {
        artifacts.handOver();
        for (var job : held.all()) {
            if (job.state().hasEnded()) {
                keep(job);
            }
        }
        for (var job : late.jobs()) {
            if (!isHeld(job)) {
                for (var event = late.first(job); event.isPresent(); event = late.first(job)) {
                    if (kept.append(event.get()) || alone) {
                        late.isKept(event.get());
                    } else {
                        late.forget(job); // others have told of it meanwhile
                    }
                }
            }
        }
    }

    private void keep(Job job) {
        var there = kept.find(job.id()).orElseGet(() -> kept.add(job, NOBODY));
        if (!there.id().equals(job.id()) || !kept.replace(there, job)) { // with its artifacts
            Log.errorf("job %s, which is held in memory, cannot be kept: %s is in its place", job.id(), there.id());
            return;
        }
        held.remove(job.id());
        Log.infof("job %s, which was held in memory, is kept now", job.id());
    }

    @Override
    public Optional<Job> find(JobId id) {
        return held.find(id).or(() -> kept.find(id));
    }

    @Override
    public boolean replace(Job seen, Job next) {
        if (isHeld(seen.id())) {
            return held.replace(seen, next);
        }
        try {
            return kept.replace(seen, next);
        } catch (RuntimeException e) {
            failed(e);
            if (!alone) {
                throw e;
            }
            Log.warnf("job %s is held in memory from now on: %s", seen.id(), e);
            held.put(next);
            return true;
        }
    }

    @Override
    public Optional<Job> take(JobId id, Lease lease) {
        if (isHeld(id)) {
            return held.take(id, lease);
        }
        try {
            return kept.take(id, lease);
        } catch (RuntimeException e) {
            failed(e);
            if (!alone) {
                throw e;
            }
            Log.warnf("job %s is held in memory from now on: %s", id, e);
            kept.find(id).ifPresent(held::put);
            return held.take(id, lease);
        }
    }

    @Override
    public Optional<Job> claim(Lease lease) {
        return kept.claim(lease);
    }

    @Override
    public List<Job> adopt(Lease lease, int most) {
        return kept.adopt(lease, most).stream().filter(job -> !isHeld(job.id())).toList();
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
    public boolean append(JobEvent event) {
        if (isHeld(event.job()) || late.has(event.job())) {
            late.add(event);
            return true;
        }
        try {
            return kept.append(event);
        } catch (RuntimeException e) {
            late.add(event);
            Log.warnf("event %d of job %s is not kept: %s", event.seq(), event.job(), failed(e));
            return true;
        }
    }

    @Override
    public List<JobEvent> events(JobId id, long after) {
        return late.after(orNothing(id, () -> kept.events(id, after), List.of()), id, after);
    }

    @Override
    public long lastEvent(JobId id) {
        return Math.max(orNothing(id, () -> kept.lastEvent(id), 0L), late.last(id));
    }

    /** What is kept of a job; nothing where it is only held, and the usual store cannot even be read. */
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

    /** Those that are held come first: they are the newest. */
    @Override
    public JobQuery.Page list(JobQuery query) {
        var page = kept.list(query);
        var jobs = page.jobs().stream().filter(job -> !isHeld(job.id()));
        var first = query.before().isPresent() ? Stream.<Job>empty() : held.list(query).jobs().stream();
        return new JobQuery.Page(Stream.concat(first, jobs).toList(), page.next());
    }

    @Override
    public List<String> forget(Retention limits, Instant now) {
        for (var digest : held.forget(limits, now)) {
            artifacts.release(digest);
            held.deleted(digest);
        }
        var needed = held.all().stream().flatMap(MemoryJobStore::digests).toList();
        return kept.forget(limits, now).stream()
                .filter(digest -> !needed.contains(digest))
                .toList();
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
