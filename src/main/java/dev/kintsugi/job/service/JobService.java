package dev.kintsugi.job.service;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.image.ImageGeneration;
import dev.kintsugi.job.Durability;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.job.JobSpec;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.queue.DrainState;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.ServiceTime;
import dev.kintsugi.job.store.FallbackStore;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.worker.JobPreparation;
import dev.kintsugi.job.worker.JobWorker;
import dev.kintsugi.job.worker.Leases;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/** Takes requests in and lets clients follow them. */
@ApplicationScoped
public class JobService {

    private static final Change HELD = new Change(Change.KEPT, "for good", "in memory", 0);

    private final GenerationService generations;
    private final JobQueue queue;
    private final JobStore store;
    private final FallbackStore fallback;
    private final JobFeed feed;
    private final JobWorker worker;
    private final ServiceTime serviceTime;
    private final JobPreparation preparation;
    private final DrainState drainState;
    private final Leases leases;
    private final JobSignals signals;
    private final RandomGenerator random;
    private final Clock clock;

    JobService(
            GenerationService generations,
            JobQueue queue,
            JobStore store,
            FallbackStore fallback,
            JobFeed feed,
            JobWorker worker,
            ServiceTime serviceTime,
            JobPreparation preparation,
            DrainState drainState,
            Leases leases,
            JobSignals signals,
            RandomGenerator random,
            Clock clock) {
        this.generations = generations;
        this.queue = queue;
        this.store = store;
        this.fallback = fallback;
        this.feed = feed;
        this.worker = worker;
        this.serviceTime = serviceTime;
        this.preparation = preparation;
        this.drainState = drainState;
        this.leases = leases;
        this.signals = signals;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Checks a request without accepting it.
     *
     * @throws dev.kintsugi.recovery.failure.TypedException what {@link #submit} throws but model_overloaded
     */
    public void check(ImageGeneration request) {
        generations.plan(request);
    }

    /**
     * Accepts a request, checked completely. Blocks until it is kept: from then on it survives the end of the process. If
     * it cannot be kept and the caller waits for the answer, it is held in memory, and its trail says so.
     *
     * @return the job; one that was accepted before if the caller's idempotency key matches
     * @throws dev.kintsugi.recovery.failure.TypedException invalid_parameters, also if the idempotency key was used for another
     *     request; model_not_found, unsupported_operation, or model_overloaded if too many wait
     */
    public AcceptedJob submit(JobRequest asked) {
        drainState.requireOpen();
        var request = asked.what();
        var now = clock.instant();
        var order = new JobSpec(
                request,
                generations.plan(request),
                asked.priority(),
                asked.within().map(now::plus));
        var job = new Job(JobId.random(random), asked.caller(), order, now, 0, new JobState.Queued());
        var before = queue.reserve(order.priority(), asked.caller());
        var added = false;
        try {
            feed.open(job.id());
            var queued = new JobEvent(
                    job.id(),
                    1,
                    now,
                    new JobEvent.Queued(before, serviceTime.wait(before + queue.running(), queue.workers())));
            var entry = enter(job, queued, asked);
            if (!entry.job().id().equals(job.id())) {
                return repeated(entry.job(), request);
            }
            feed.tell(job, queued);
            var ticket = preparation.ofNew(job);
            entry.unkept().ifPresent(thrown -> generations.substituted(ticket.generation(), thrown, HELD));
            queue.add(ticket);
            added = true;
        } finally {
            if (!added) {
                queue.release(asked.caller());
                feed.close(job.id());
            }
        }
        worker.wake();
        if (queue.waiting() > 0) {
            signals.tell(new JobSignals.Waiting());
        }
        return new AcceptedJob(job, false);
    }

    /** A job that is kept or held, and why it could not be kept. */
    private record Entry(Job job, Optional<RuntimeException> unkept) {}

    /**
     * Persists a job, or holds it in memory if its caller waits and wants it anyway. Not if the caller sent a key: a
     * job of that key may exist already, which cannot be checked.
     */
    private Entry enter(Job job, JobEvent queued, JobRequest asked) {
        try {
            return new Entry(store.add(job, leases.lease(), queued), Optional.empty());
        } catch (RuntimeException e) {
            if (asked.keeping() == Durability.REQUIRED
                    || asked.caller().idempotencyKey().isPresent()
                    || asked.what().policy().reach() == RecoveryPolicy.RecoveryScope.NONE) {
                throw e;
            }
            fallback.hold(job);
            store.append(queued);
            return new Entry(job, Optional.of(e));
        }
    }

    private static AcceptedJob repeated(Job kept, ImageGeneration request) {
        if (!kept.order().request().equals(request)) {
            throw TypedException.invalid(List.of(
                    new FieldError("Idempotency-Key", "was used for another request: a new one needs a new key")));
        }
        return new AcceptedJob(kept, true);
    }

    public Optional<Job> find(JobId id) {
        return store.find(id);
    }

    /** Blocks. */
    public JobQuery.Page list(JobQuery query) {
        return store.list(query);
    }

    /** The events of a job after a number, past and to come. */
    public Multi<JobEvent> events(JobId id, long after) {
        return feed.events(id, after);
    }

    /** Whether nothing follows the event of this number. Blocks. */
    public boolean endsWith(JobId id, long number) {
        var past = feed.past(id);
        return !past.isEmpty()
                && past.getLast().isLast()
                && number >= past.getLast().seq();
    }

    /** What the pipeline warned of on the way. Blocks if that is long ago, or happened elsewhere. */
    public List<String> warnings(JobId id) {
        return feed.past(id).stream()
                .map(JobEvent::what)
                .<String>mapMulti((what, out) -> {
                    if (what instanceof JobEvent.Progressed progressed
                            && progressed.progress() instanceof Progress.Warning warning) {
                        out.accept(warning.text());
                    }
                })
                .distinct()
                .toList();
    }

    /**
     * The last event of a job, when it happens. Fails with state_save_failed where the job could not be begun here and is
     * left to the next instance that claims it.
     */
    public Uni<JobEvent> end(JobId id) {
        var last = new AtomicReference<JobEvent>();
        return events(id, 0).onItem().invoke(last::set).onItem().ignoreAsUni().map(_ -> {
            var event = last.get();
            if (event == null || !event.isLast()) {
                throw new TypedException(
                        FailureType.STATE_SAVE_FAILED,
                        "The job " + id + " was accepted, but cannot be computed now; it is begun again later.");
            }
            return event;
        });
    }

    /** How many jobs wait. */
    public int waiting() {
        return queue.waiting();
    }

    /** How many jobs run. */
    public int running() {
        return queue.running();
    }

    /** How many jobs may run at the same time. */
    public int workers() {
        return queue.workers();
    }

    /** Whether another job would be refused. */
    public boolean isFull() {
        return room() == 0;
    }

    /** How many more jobs may wait. */
    public int room() {
        return Math.max(0, queue.capacity() - queue.waiting());
    }

    /** How many jobs may wait at most. */
    public int capacity() {
        return queue.capacity();
    }

    /** Until a job that is submitted now would be begun; nothing before one completed. */
    public Optional<Duration> estimatedWait() {
        return serviceTime.wait(queue.waiting() + queue.running(), queue.workers());
    }
}
