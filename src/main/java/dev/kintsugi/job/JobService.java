package dev.kintsugi.job;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.ImageGeneration;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/** Takes requests in and lets clients follow and cancel them. */
@ApplicationScoped
public class JobService {

    private final GenerationService generations;
    private final JobQueue queue;
    private final JobStore store;
    private final JobFeed feed;
    private final JobWorker worker;
    private final ServiceTime serviceTime;
    private final ParkedJobs parked;
    private final RandomGenerator random;
    private final Clock clock;

    JobService(
            GenerationService generations,
            JobQueue queue,
            JobStore store,
            JobFeed feed,
            JobWorker worker,
            ServiceTime serviceTime,
            ParkedJobs parked,
            RandomGenerator random,
            Clock clock) {
        this.generations = generations;
        this.queue = queue;
        this.store = store;
        this.feed = feed;
        this.worker = worker;
        this.serviceTime = serviceTime;
        this.parked = parked;
        this.random = random;
        this.clock = clock;
    }

    /**
     * Checks a request without accepting it.
     *
     * @throws dev.kintsugi.recovery.TypedException what {@link #submit} throws but model_overloaded
     */
    public void check(ImageGeneration request) {
        generations.plan(request);
    }

    /**
     * Accepts a request, checked completely.
     *
     * @throws dev.kintsugi.recovery.TypedException invalid_parameters, model_not_found, unsupported_operation, or
     *     model_overloaded where too many wait
     */
    public Job submit(ImageGeneration request, String correlationId) {
        var plan = generations.plan(request);
        var job = new Job(JobId.random(random), correlationId, plan, clock.instant(), new JobState.Queued());
        var eta = new Eta(clock);
        var generation = generations.prepare(
                plan,
                request,
                correlationId,
                progress -> feed.publish(job, new JobEvent.Progressed(progress, eta.after(progress))),
                step -> {
                    Log.infof(
                            "job %s (%s): %s, %s (%s) %s",
                            job.id(),
                            correlationId,
                            step.failure().type().code(),
                            step.action(),
                            step.strategy().code(),
                            step.result().code());
                    feed.publish(job, new JobEvent.Recovering(step));
                });
        var before = queue.reserve();
        store.add(job);
        feed.open(job.id());
        feed.publish(job, new JobEvent.Queued(before, serviceTime.wait(before + queue.running(), queue.workers())));
        queue.add(new Ticket(job, generation));
        worker.wake();
        return job;
    }

    public Optional<Job> find(JobId id) {
        return store.find(id);
    }

    /** The events of a job after a number, past and to come. */
    public Multi<JobEvent> events(JobId id, long after) {
        return feed.events(id, after);
    }

    /** What the pipeline warned of on the way. */
    public List<String> warnings(JobId id) {
        return store.events(id, 0).stream()
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

    /** The last event of a job, when it happens. */
    public Uni<JobEvent> end(JobId id) {
        var last = new AtomicReference<JobEvent>();
        return events(id, 0).onItem().invoke(last::set).onItem().ignoreAsUni().map(_ -> last.get());
    }

    /**
     * Stops a job, whether it waits or runs.
     *
     * @return false where there is nothing to stop
     */
    public boolean cancel(JobId id) {
        var waiting = queue.remove(id);
        if (waiting.isEmpty()) {
            return worker.stop(id) || dismiss(id);
        }
        var job = waiting.get().job();
        var cancelled = job.with(new JobState.Queued().cancel(clock.instant()));
        if (store.replace(job, cancelled)) {
            feed.publish(cancelled, new JobEvent.Cancelled());
        }
        return true;
    }

    /** Takes away a job that waits for a person. */
    private boolean dismiss(JobId id) {
        var job = find(id);
        if (job.isEmpty() || !(job.get().state() instanceof JobState.WaitingForUser waiting)) {
            return false;
        }
        var cancelled = job.get().with(waiting.cancel(clock.instant()));
        if (!store.replace(job.get(), cancelled)) {
            return false;
        }
        parked.take(id);
        feed.reopen(id);
        feed.publish(cancelled, new JobEvent.Cancelled());
        return true;
    }

    /**
     * Goes on with a job that nothing could repair, after somebody has put right what was wrong: with what was asked
     * for, and with what was finished before.
     *
     * @throws dev.kintsugi.recovery.TypedException concurrent_access_error where it does not wait for that,
     *     state_load_failed where too many others did and what was finished is gone, model_overloaded where too many
     *     jobs wait
     */
    public Job resume(Job job) {
        if (!(job.state() instanceof JobState.WaitingForUser waiting)) {
            throw new TypedException(
                    FailureType.CONCURRENT_ACCESS_ERROR,
                    "The job is " + job.state().code() + ": only one that waits for a person can be resumed.");
        }
        var before = queue.reserve();
        var generation = parked.take(job.id());
        var queued = job.with(waiting.resume());
        if (generation.isEmpty() || !store.replace(job, queued)) {
            queue.giveUp();
            throw generation.isEmpty()
                    ? new TypedException(
                            FailureType.STATE_LOAD_FAILED, "What the job needs to go on is gone; submit it again.")
                    : new TypedException(FailureType.CONCURRENT_ACCESS_ERROR, "Somebody else has resumed the job.");
        }
        generation.get().reopen();
        feed.reopen(job.id());
        feed.publish(queued, new JobEvent.Queued(before, serviceTime.wait(before + queue.running(), queue.workers())));
        queue.add(new Ticket(queued, generation.get()));
        worker.wake();
        return queued;
    }

    /** How many jobs wait. */
    public int waiting() {
        return queue.waiting();
    }

    /** How many jobs run. */
    public int running() {
        return queue.running();
    }

    /** Whether another job would be refused. */
    public boolean isFull() {
        return queue.waiting() >= queue.capacity();
    }

    /** Until a job that is submitted now would be begun; nothing before one completed. */
    public Optional<Duration> estimatedWait() {
        return serviceTime.wait(queue.waiting() + queue.running(), queue.workers());
    }
}
