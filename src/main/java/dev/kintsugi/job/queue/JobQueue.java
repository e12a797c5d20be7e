package dev.kintsugi.job.queue;

import dev.kintsugi.capacity.load.QueueLoad;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.Priority;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.session.InferenceExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Jobs that wait, and how many run. Bounded on both sides. */
@ApplicationScoped
public class JobQueue implements QueueLoad {

    private final InferenceExecutor inference;
    private final KindLimits kinds;
    private final WaitingJobs waiting = new WaitingJobs();
    private final Reservations reserved = new Reservations();
    private final ClaimedJobs claimed = new ClaimedJobs();
    private final SharedWorkers shared = new SharedWorkers(waiting, claimed);
    private final QueuePlaces places;
    private ConcurrencyLimit limit;
    private SlowStart slowStart = SlowStart.NONE;
    private volatile Runnable workers = () -> {};

    JobQueue(JobSettings settings, InferenceExecutor inference) {
        this.kinds = new KindLimits(settings);
        this.places = new QueuePlaces(settings.queue(), kinds, waiting, reserved);
        this.inference = inference;
        this.limit = ConcurrencyLimit.of(inference.size());
    }

    /**
     * Keeps a place for a job that will be added in a moment; what is before it.
     *
     * @throws TypedException if there is none, see {@link QueuePlaces#reserve}
     */
    public synchronized Backlog reserve(Job job) {
        var before = backlog(job.plan().work().kind(), job.order().priority());
        places.reserve(job);
        return before;
    }

    /** Who is to be told when a job waits that no caller begins with. */
    public void onWaiting(Runnable told) {
        workers = told;
    }

    /** Begins with waiting jobs if workers are free. Blocks. */
    public void wake() {
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
        if (claimed.find(runnable.job().id()).isEmpty()) {
            waiting.add(runnable);
            suspect(runnable);
        }
    }

    /** A job that a worker has waits again, with no turn before it is {@linkplain #awaken awakened}. */
    public synchronized void postpone(RunnableJob runnable) {
        claimed.remove(runnable.job().id());
        slowStart = slowStart.left(runnable.job().id()); // nothing of it was computed
        waiting.add(runnable);
    }

    /** Postponed jobs that are due have their turn; false if there are none. */
    public synchronized boolean awaken(Predicate<RunnableJob> due) {
        var awake = waiting.awaken(due);
        awake.forEach(this::suspect);
        return !awake.isEmpty();
    }

    synchronized <T> T ofWaiting(Function<WaitingJobs, T> question) {
        return question.apply(waiting);
    }

    private void suspect(RunnableJob runnable) {
        if (runnable.job().isSuspect()) {
            slowStart = slowStart.after(runnable.job().id(), runnable.kind());
        }
    }

    /** The kinds of which one more job may run; none if no worker is free. */
    private EnumSet<WorkKind> open() {
        return computing() < limit.now() ? withRoom() : EnumSet.noneOf(WorkKind.class);
    }

    private EnumSet<WorkKind> withRoom() {
        var kinds = EnumSet.allOf(WorkKind.class);
        kinds.removeIf(kind -> left(kind) <= 0 || isHeldBack(kind));
        return kinds;
    }

    /** Whether as many run as may after a kill: also those count that wait for their model, since memory the first will take. */
    private boolean isHeldBack(WorkKind kind) {
        return slowStart.holds(kind) && claimed.ofKinds(slowStart.kinds()) >= slowStart.most();
    }

    /** How many more workers a kind may have. */
    private int left(WorkKind kind) {
        return kinds.concurrency(kind) - claimed.workers(kind);
    }

    /**
     * Keeps a worker for a job of another instance, until it is {@linkplain #fill filled} or {@linkplain #giveBack given back};
     * not if a job waits here that it could begin with.
     *
     * @param first whether the caller was not told by {@link WorkerSlot#isWanted} to try again
     */
    public synchronized Optional<WorkerSlot> takeSlot(boolean first) {
        var open = open();
        if (first) {
            claimed.want(EnumSet.complementOf(open));
        }
        if (open.isEmpty() || waiting.hasAny(open)) {
            return Optional.empty();
        }
        return Optional.of(claimed.keep(open));
    }

    /** The worker that is kept has a job until {@link #done}. */
    public synchronized void fill(WorkerSlot slot, RunnableJob runnable) {
        claimed.remove(slot);
        claimed.add(runnable);
        suspect(runnable);
    }

    /** Nothing was found for a worker that is kept; no effect once it was filled. */
    public synchronized void giveBack(WorkerSlot slot) {
        claimed.remove(slot);
    }

    /** The jobs that workers have. */
    public synchronized List<RunnableJob> claimed() {
        return claimed.all();
    }

    /** The jobs that workers have, of those that a store has. */
    public synchronized List<JobId> begun() {
        return RunnableJob.kept(claimed.all().stream());
    }

    /** All jobs that wait here or that workers have, of those that a store has. */
    public synchronized List<JobId> jobs() {
        return RunnableJob.kept(Stream.concat(claimed.all().stream(), waiting.all()));
    }

    /** The next job, if a worker is free for it; the worker is taken until {@link #done}. */
    public synchronized Optional<RunnableJob> claim() {
        var open = open();
        var next = waiting.poll(open);
        next.ifPresentOrElse(claimed::add, () -> claimed.want(waiting.kindsBut(open)));
        return next;
    }

    /**
     * Takes out waiting jobs that are like one that a worker has, for the same worker, each until {@link #done}: not more than
     * leaves the workers that are free for their kind as many.
     *
     * @param most how many with the first one
     */
    public synchronized List<RunnableJob> companions(RunnableJob first, int most) {
        var free = 1 + Math.max(0, Math.min(limit.now() - computing(), left(first.kind())));
        return slowStart.holds(first.kind()) ? List.of() : shared.companions(first, most, free);
    }

    /**
     * Jobs whose worker the next one could share, as it is like them, of the worker with the fewest first.
     *
     * @param most how many a job and those beside it may be; 0 if none may join
     */
    public synchronized List<RunnableJob> hosts(ToIntFunction<RunnableJob> most) {
        return shared.hosts(most, this::beside);
    }

    /** The next job shares the worker of another one until {@link #done}, if that has fewer than the most it may have. */
    public synchronized Optional<RunnableJob> join(RunnableJob host, int most) {
        return shared.join(host, most, beside(host));
    }

    /** The kinds of which the next job may be, as no other is before it, if it is to share a worker; none if it may not. */
    private EnumSet<WorkKind> beside(RunnableJob host) {
        var kinds = withRoom();
        kinds.add(host.kind());
        return slowStart.holds(host.kind()) ? EnumSet.noneOf(WorkKind.class) : kinds;
    }

    /** Takes out the jobs that wait and whose deadline has passed, workers or not; each until {@link #done}. */
    public synchronized List<RunnableJob> claimLate(Instant now) {
        return claimed.addAll(waiting.removeLate(now));
    }

    /** Jobs that only wait for their model, or for their result to be written, take no processor from others. */
    private int computing() {
        return claimed.workers() - inference.waiting() + claimed.slots();
    }

    /** A job is computed: its worker is free while its result is written, unless results are written too slowly. */
    public synchronized void computed(JobId id) {
        if (claimed.writing() < limit.now()) {
            claimed.computed(id);
        }
    }

    public synchronized void done(JobId id) {
        claimed.remove(id).ifPresent(runnable -> slowStart = slowStart.ended(id, runnable.kind(), limit.now()));
    }

    public synchronized Optional<RunnableJob> claimed(JobId id) {
        return claimed.find(id);
    }

    public synchronized Optional<RunnableJob> remove(JobId id) {
        slowStart = slowStart.left(id);
        return waiting.remove(id);
    }

    @Override
    public synchronized double share() {
        return places.share();
    }

    /** How many more jobs may wait. */
    public synchronized int room() {
        return places.left();
    }

    /** How many more jobs of a kind may wait. */
    public synchronized int room(WorkKind kind) {
        return places.left(kind);
    }

    /** What is before a job of a kind that all others are before. */
    public Backlog backlog(WorkKind kind) {
        return backlog(kind, Priority.LOW);
    }

    private synchronized Backlog backlog(WorkKind kind, Priority priority) {
        var jobs = places.load(priority, claimed);
        var ofKind = Math.min(workers(kind), kinds.concurrency(kind));
        return new Backlog(waiting.before(priority) + reserved.size(), jobs, kind, workers(), ofKind);
    }

    public synchronized int waiting() {
        return waiting.size();
    }

    public synchronized int running() {
        return claimed.size();
    }

    /** How many jobs may run at the same time. */
    public synchronized int workers() {
        return Stream.of(WorkKind.values()).mapToInt(this::workers).max().orElseThrow();
    }

    synchronized SlowStart slowStart() {
        return slowStart;
    }

    private int workers(WorkKind kind) {
        return Math.min(limit.now(), slowStart.most(kind));
    }

    public synchronized void wentWell() {
        limit = limit.wentWell(claimed.workers() + 1); // with the one that has just ended
    }

    public synchronized void ranOut(Instant now) {
        limit = limit.ranOut(claimed.uncomputed(), now);
    }

    /** How many jobs of a kind may wait at most. */
    public int capacity(WorkKind kind) {
        return kinds.queue(kind);
    }
}
