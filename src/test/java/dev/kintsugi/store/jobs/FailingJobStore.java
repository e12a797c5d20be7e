package dev.kintsugi.store.jobs;

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
import dev.kintsugi.store.sql.StoreException;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A store of which one call fails for each job whose prompt says which: "call 7 is refused" is not done, "call 7 is not
 * heard of" is done, but its answer is lost. Calls that concern no job fail now and then.
 */
@Alternative
@Singleton
public class FailingJobStore implements JobStore {

    private static final Pattern WHICH = Pattern.compile("call (\\d+) is (refused|not heard of)");
    private static final int EVERY = 7;

    /** Which call of a job fails. */
    private record Plan(int call, boolean refused, AtomicInteger calls) {}

    private final FallbackJobStore store;
    private final Map<JobId, Plan> plans = new ConcurrentHashMap<>();
    private final Map<JobId, String> failed = new ConcurrentHashMap<>();
    private final AtomicInteger others = new AtomicInteger();

    FailingJobStore(FallbackJobStore store) {
        this.store = store;
    }

    /** No further call fails. */
    public void stop() {
        plans.clear();
    }

    /** Which call failed of a job; nothing if it had not so many. */
    public Optional<String> failed(JobId job) {
        return Optional.ofNullable(failed.get(job));
    }

    private <T> T of(JobId job, String name, Supplier<T> call) {
        var plan = plans.get(job);
        var fails = plan != null && plan.calls().incrementAndGet() == plan.call();
        if (fails) {
            failed.put(job, name);
        }
        if (fails && plan.refused()) {
            throw new StoreException(new SQLException(name + " is refused", "08006"));
        }
        var result = call.get();
        if (fails) {
            throw new StoreException(new SQLException("the answer to " + name + " is lost", "08006"));
        }
        return result;
    }

    private <T> T other(Supplier<T> call) {
        if (!plans.isEmpty() && others.incrementAndGet() % EVERY == 0) {
            throw new StoreException(new SQLException("refused", "08006"));
        }
        return call.get();
    }

    @Override
    public Job add(Job job, Lease lease, JobEvent... events) {
        var which = WHICH.matcher(job.plan().work().text());
        if (which.find()) {
            plans.put(
                    job.id(),
                    new Plan(Integer.parseInt(which.group(1)), which.group(2).equals("refused"), new AtomicInteger()));
        }
        return of(job.id(), "add", () -> store.add(job, lease, events));
    }

    @Override
    public Optional<Job> find(JobId id) {
        return of(id, "find", () -> store.find(id));
    }

    @Override
    public Optional<Job> find(Caller caller) {
        return store.find(caller);
    }

    @Override
    public Set<JobId> unfinished() {
        return store.unfinished();
    }

    @Override
    public boolean replace(Job seen, Job next) {
        return of(seen.id(), "replace", () -> store.replace(seen, next));
    }

    @Override
    public Optional<Job> take(JobId id, Lease lease) {
        return of(id, "take", () -> store.take(id, lease));
    }

    @Override
    public Optional<Job> claim(Lease lease, Set<WorkKind> kinds) {
        return other(() -> store.claim(lease, kinds));
    }

    @Override
    public List<Job> adopt(Lease lease, int most) {
        return other(() -> store.adopt(lease, most));
    }

    @Override
    public List<JobId> renew(Collection<JobId> jobs, Lease lease) {
        return other(() -> store.renew(jobs, lease));
    }

    @Override
    public List<JobId> waiting(Lease lease) {
        return other(() -> store.waiting(lease));
    }

    @Override
    public void release(String owner) {
        store.release(owner);
    }

    @Override
    public boolean append(EventBatch batch) {
        return of(batch.job(), "append " + name(batch), () -> store.append(batch));
    }

    private static String name(EventBatch batch) {
        return batch.events().isEmpty()
                ? "nothing"
                : batch.events().getLast().what().getClass().getSimpleName();
    }

    @Override
    public List<JobEvent> events(JobId id, long after) {
        return of(id, "events", () -> store.events(id, after));
    }

    @Override
    public long lastEvent(JobId id) {
        return of(id, "lastEvent", () -> store.lastEvent(id));
    }

    @Override
    public JobQuery.Page list(JobQuery query) {
        return store.list(query);
    }

    @Override
    public void check() {
        store.check();
    }

    @Override
    public List<String> forget(Retention limits, Instant now) {
        return store.forget(limits, now);
    }

    @Override
    public boolean isNeeded(String digest) {
        return store.isNeeded(digest);
    }

    @Override
    public void deleted(String digest) {
        store.deleted(digest);
    }
}
