package dev.kintsugi.job.queue;

import dev.kintsugi.capacity.load.QueueLoad;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.session.InferenceExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Jobs that wait, and how many run. Bounded on both sides. */
@ApplicationScoped
public class JobQueue implements QueueLoad {

    private final int capacity;
    private final InferenceExecutor inference;
    private ConcurrencyLimit limit;
    private SlowStart slowStart = SlowStart.NONE;
    private final WaitingJobs waiting = new WaitingJobs();

    private final KindLimits kinds;

    private final Reservations reserved = new Reservations();

    private volatile Runnable workers = () -> {};
    private final Map<JobId, RunnableJob> claimed = new HashMap<>();

    /** Those of the claimed that were begun together with another one, and with which: they have the same worker. */
    private final Map<JobId, JobId> companions = new HashMap<>();

    /** Those of the claimed that are computed, and whose results are being written. */
    private final Set<JobId> computed = new HashSet<>();

    JobQueue(JobSettings settings, InferenceExecutor inference) {
        this.capacity = settings.queue();
        this.kinds = KindLimits.of(settings);
        this.inference = inference;
        this.limit = ConcurrencyLimit.of(inference.size());
    }

    /**
     * Keeps a place for a job that will be added in a moment. One principal can have half of all places, so that one
     * connection cannot keep all others out.
     *
     * @return how many are before it
     * @throws TypedException model_overloaded if no place is left, or none for its kind, rate_limit_exceeded if none is left
     *     for this caller
     */
    public synchronized int reserve(Job job) {
        if (waiting.size() + reserved.size() >= capacity) {
            throw new TypedException(
                    FailureType.MODEL_OVERLOADED, capacity + " requests are waiting already; come back a little later");
        }
        requireRoom(job.plan().work().kind());
        job.caller().principal().ifPresent(this::requireShare);
        var before = waiting.before(job.order().priority()) + reserved.size();
        reserved.add(job);
        return before;
    }

    private void requireRoom(String kind) {
        var most = kinds.queue(kind);
        if (waiting.ofKind(kind) + reserved.ofKind(kind) >= most) {
            throw new TypedException(
                    FailureType.MODEL_OVERLOADED,
                    most + " requests of the kind " + kind + " are waiting already; come back a little later");
        }
    }

    private void requireShare(String principal) {
        var share = (capacity + 1) / 2;
        if (waiting.of(principal) + reserved.of(principal) >= share) {
            throw new TypedException(
                    FailureType.RATE_LIMIT_EXCEEDED,
                    share + " requests of this connection are waiting already; submit the next one when one has begun");
        }
    }

    /** Who is to be told when a job waits that no caller begins with. */
    public void onWaiting(Runnable told) {
        workers = told;
    }

    /** Adds a job for which a place was reserved, and begins with it if a worker is free. */
    public void begin(RunnableJob ticket) {
        add(ticket);
        workers.run();
    }

    /** Gives a place back that was reserved. */
    public synchronized void release(Job job) {
        reserved.remove(job);
    }

    public synchronized void add(RunnableJob runnable) {
        release(runnable.job());
        waiting.add(runnable);
    }

    /** Adds a job that is not new, whether there is room or not; no effect if it waits or runs here. */
    public synchronized void restore(RunnableJob runnable) {
        if (!claimed.containsKey(runnable.job().id())) {
            waiting.add(runnable);
        }
    }

    /**
     * Takes a worker for a job that does not wait here; one more than there are for a moment if another thread was
     * faster.
     */
    public synchronized void occupy(RunnableJob runnable) {
        claimed.put(runnable.job().id(), runnable);
    }

    /** Whether a worker is free for a job of any kind and nothing waits for it. */
    public synchronized boolean isIdle() {
        return computing() < workers()
                && waiting.size() == 0
                && claimed.values().stream().map(WaitingJobs::kind).allMatch(this::mayBegin);
    }

    /** Whether one more job of a kind may run. */
    private boolean mayBegin(String kind) {
        var most = kinds.concurrency(kind);
        return most == Integer.MAX_VALUE
                || workersOf(busy().filter(
                                        runnable -> WaitingJobs.kind(runnable).equals(kind)))
                        < most;
    }

    /** The jobs that workers have. */
    public synchronized List<RunnableJob> claimed() {
        return List.copyOf(claimed.values());
    }

    /** The jobs that workers have, of those that a store has. */
    public synchronized List<JobId> begun() {
        return kept(claimed.values().stream());
    }

    /** All jobs that wait here or that workers have, of those that a store has. */
    public synchronized List<JobId> jobs() {
        return kept(Stream.concat(claimed.values().stream(), waiting.all()));
    }

    private static List<JobId> kept(Stream<RunnableJob> all) {
        return all.filter(runnable -> runnable.again().isEmpty())
                .map(runnable -> runnable.job().id())
                .toList();
    }

    /** The next job, if a worker is free for it; the worker is taken until {@link #done}. */
    public synchronized Optional<RunnableJob> claim() {
        if (computing() >= workers()) {
            return Optional.empty();
        }
        var next = waiting.poll(this::mayBegin);
        next.ifPresent(runnable -> claimed.put(runnable.job().id(), runnable));
        return next;
    }

    /**
     * Takes out waiting jobs that are like one that a worker has, for the same worker, each until {@link #done}: not more than
     * leaves the workers that are free as many.
     *
     * @param most how many with the first one
     */
    public synchronized List<RunnableJob> companions(RunnableJob first, int most) {
        if (slowStart != SlowStart.NONE) {
            return List.of();
        }
        var like = waiting.all().filter(other -> other.isLike(first)).toList();
        var free = Math.max(0, workers() - computing()) + 1;
        var share = (like.size() + free) / free; // rounded up, with the first one
        var taken = like.stream().limit(Math.min(most, share) - 1L).toList();
        taken.forEach(runnable -> {
            var id = runnable.job().id();
            waiting.remove(id);
            claimed.put(id, runnable);
            companions.put(id, first.job().id());
        });
        return taken;
    }

    /** Takes out the jobs that wait and whose deadline has passed, workers or not; each until {@link #done}. */
    public synchronized List<RunnableJob> claimLate(Instant now) {
        var late = waiting.all()
                .filter(runnable -> runnable.job().order().isLate(now))
                .toList();
        late.forEach(runnable -> {
            waiting.remove(runnable.job().id());
            claimed.put(runnable.job().id(), runnable);
        });
        return late;
    }

    /**
     * Jobs that only wait for their model to be loaded, or for their result to be written, take no processor from others;
     * memory the first will take.
     */
    private int computing() {
        return slowStart == SlowStart.NONE ? workersOf(busy()) - inference.waiting() : claimed.size();
    }

    /** The jobs that workers have and that are not computed yet. */
    private Stream<RunnableJob> busy() {
        return claimed.values().stream()
                .filter(runnable -> !computed.contains(runnable.job().id()));
    }

    private int workersOf(Stream<RunnableJob> jobs) {
        return workersOfIds(jobs.map(runnable -> runnable.job().id()));
    }

    private int workersOfIds(Stream<JobId> jobs) {
        return (int) jobs.map(id -> companions.getOrDefault(id, id)).distinct().count();
    }

    /**
     * A job is computed, so its worker is free for the next one while its result is written; not if results are written more
     * slowly than they are computed.
     */
    public synchronized void computed(JobId id) {
        if (workersOfIds(computed.stream()) < limit.now() && claimed.containsKey(id)) {
            computed.add(id);
        }
    }

    public synchronized void done(JobId id) {
        claimed.remove(id);
        computed.remove(id);
        companions.remove(id);
        slowStart = slowStart.ended(id, limit.now());
    }

    /** A job that a worker has. */
    public synchronized Optional<RunnableJob> claimed(JobId id) {
        return Optional.ofNullable(claimed.get(id));
    }

    /** Takes a job out that waits. */
    public synchronized Optional<RunnableJob> remove(JobId id) {
        slowStart = slowStart.isCareful() ? slowStart.ended(id, limit.now()) : slowStart;
        return waiting.remove(id);
    }

    @Override
    public synchronized double share() {
        return capacity == 0 ? 0 : Math.min(1, (double) waiting.size() / capacity);
    }

    /** How many more jobs may wait. */
    public synchronized int room() {
        return Math.max(0, capacity - waiting.size() - reserved.size());
    }

    public synchronized int waiting() {
        return waiting.size();
    }

    public synchronized int running() {
        return claimed.size();
    }

    /** How many jobs may run at the same time. */
    public synchronized int workers() {
        return Math.min(limit.now(), slowStart.most());
    }

    /** These jobs were running when their process was killed: jobs are begun one at a time until they have ended. */
    public synchronized void startSlowly(List<JobId> killed) {
        slowStart = slowStart.after(killed);
    }

    public synchronized void wentWell() {
        limit = limit.wentWell(workersOf(busy()) + 1); // with the one that has just ended
    }

    public synchronized void ranOut(Instant now) {
        limit = limit.ranOut(claimed.size() - computed.size(), now);
    }

    public int capacity() {
        return capacity;
    }
}
