package dev.kintsugi.job.upkeep;

import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.store.EventBatch;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.job.store.Retention;
import dev.kintsugi.pipeline.work.WorkKind;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A store of which one call fails, whichever it is: it is not done, or it is done and its answer is lost. All others work.
 */
class FailsAtCall implements JobStore {

    private final JobStore store;
    private final int call;
    private final boolean refuses;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile String failed = "";

    /**
     * @param call which one fails, from 1
     * @param refuses whether it is not done; else only its answer is lost
     */
    FailsAtCall(JobStore store, int call, boolean refuses) {
        this.store = store;
        this.call = call;
        this.refuses = refuses;
    }

    /** What failed; empty if there were not so many calls. */
    String failed() {
        return failed;
    }

    private <T> T of(String name, Supplier<T> work) {
        var fails = calls.incrementAndGet() == call;
        if (fails) {
            failed = name;
        }
        if (fails && refuses) {
            throw new IllegalArgumentException(name + " is refused");
        }
        var answer = work.get();
        if (fails) {
            throw new IllegalArgumentException("the answer to " + name + " is lost");
        }
        return answer;
    }

    private void of(String name, Runnable work) {
        of(name, () -> {
            work.run();
            return name;
        });
    }

    @Override
    public Job add(Job job, Lease lease, JobEvent... events) {
        return of("add", () -> store.add(job, lease, events));
    }

    @Override
    public Optional<Job> find(JobId id) {
        return of("find", () -> store.find(id));
    }

    @Override
    public Optional<Job> find(Caller caller) {
        return store.find(caller); // before anything is accepted
    }

    @Override
    public Set<JobId> unfinished() {
        return of("unfinished", store::unfinished);
    }

    @Override
    public boolean replace(Job seen, Job next) {
        return of("replace " + next.state().code(), () -> store.replace(seen, next));
    }

    @Override
    public Optional<Job> take(JobId id, Lease lease) {
        return of("take", () -> store.take(id, lease));
    }

    @Override
    public Optional<Job> claim(Lease lease, Set<WorkKind> kinds) {
        return of("claim", () -> store.claim(lease, kinds));
    }

    @Override
    public List<Job> adopt(Lease lease, int most) {
        return of("adopt", () -> store.adopt(lease, most));
    }

    @Override
    public List<JobId> renew(Collection<JobId> jobs, Lease lease) {
        return of("renew", () -> store.renew(jobs, lease));
    }

    @Override
    public List<JobId> waiting(Lease lease) {
        return of("waiting", () -> store.waiting(lease));
    }

    @Override
    public void release(String owner) {
        of("release", () -> store.release(owner));
    }

    @Override
    public boolean append(EventBatch batch) {
        var what = batch.events().stream()
                .map(event -> event.what().getClass().getSimpleName())
                .toList();
        return of("append " + what, () -> store.append(batch));
    }

    @Override
    public List<JobEvent> events(JobId id, long after) {
        return of("events", () -> store.events(id, after));
    }

    @Override
    public long lastEvent(JobId id) {
        return of("lastEvent", () -> store.lastEvent(id));
    }

    @Override
    public JobQuery.Page list(JobQuery query) {
        return of("list", () -> store.list(query));
    }

    @Override
    public void check() {
        of("check", store::check);
    }

    @Override
    public List<String> forget(Retention limits, Instant now) {
        return of("forget", () -> store.forget(limits, now));
    }

    @Override
    public boolean isNeeded(String digest) {
        return of("isNeeded", () -> store.isNeeded(digest));
    }

    @Override
    public void deleted(String digest) {
        of("deleted", () -> store.deleted(digest));
    }
}
