package dev.kintsugi.job;

import dev.kintsugi.pipeline.Blocking;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes care of jobs that nobody takes care of: at the start those that a process left that has ended, later those of
 * other processes. Renews what this process runs, and forgets what is too old or too much.
 */
@ApplicationScoped
class Sweeper {

    /** After models are installed and stores are open. */
    private static final int LATE = 5000;

    private final JobStore store;
    private final JobQueue queue;
    private final JobFeed feed;
    private final JobWorker worker;
    private final Tickets tickets;
    private final Leases leases;
    private final Draining draining;
    private final Artifacts artifacts;
    private final Retention retention;
    private final JobSettings settings;
    private final ServiceTime serviceTime;
    private final ScheduledExecutorService scheduler;
    private final Executor blocking;
    private final Clock clock;
    private @Nullable Future<?> sweeping;

    Sweeper(
            JobStore store,
            JobQueue queue,
            JobFeed feed,
            JobWorker worker,
            Tickets tickets,
            Leases leases,
            Draining draining,
            Artifacts artifacts,
            Retention retention,
            JobSettings settings,
            ServiceTime serviceTime,
            ScheduledExecutorService scheduler,
            @Blocking Executor blocking,
            Clock clock) {
        this.store = store;
        this.queue = queue;
        this.feed = feed;
        this.worker = worker;
        this.tickets = tickets;
        this.leases = leases;
        this.draining = draining;
        this.artifacts = artifacts;
        this.retention = retention;
        this.settings = settings;
        this.serviceTime = serviceTime;
        this.scheduler = scheduler;
        this.blocking = blocking;
        this.clock = clock;
    }

    void start(@Observes @Priority(LATE) StartupEvent event) {
        var every = settings.sweep().toMillis();
        blocking.execute(this::restore); // requests are answered meanwhile
        sweeping = scheduler.scheduleWithFixedDelay(
                () -> blocking.execute(this::sweep), every, every, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        if (sweeping != null) {
            sweeping.cancel(false);
        }
    }

    private void restore() {
        try {
            var left = store.claimable(clock.instant());
            left.forEach(this::restore);
            if (!left.isEmpty()) {
                Log.infof("%d jobs were left by a process that has ended", left.size());
                worker.wake();
            }
        } catch (RuntimeException e) {
            Log.errorf(e, "jobs that were left cannot be read; they are looked for again");
        }
    }

    private void restore(Job job) {
        if (!feed.reopen(job.id())) {
            return; // it was accepted here a moment ago
        }
        var before = queue.waiting() + queue.running();
        feed.publish(job, new JobEvent.Queued(queue.waiting(), serviceTime.wait(before, queue.workers())));
        queue.restore(tickets.of(job));
    }

    private synchronized void sweep() {
        try {
            for (var ticket : queue.claimed()) {
                if (!store.renew(ticket.job().id(), leases.lease())) {
                    Log.debugf(
                            "job %s is not begun yet, or has just ended",
                            ticket.job().id());
                }
            }
            adopt();
            artifacts.forget(retention, clock.instant());
        } catch (RuntimeException e) {
            Log.errorf(e, "the store of jobs cannot be used; it is tried again");
        }
    }

    /** Begins with jobs that others left, while there is nothing else to do. */
    private void adopt() {
        if (!queue.isIdle() || draining.hasBegun()) {
            return;
        }
        for (var job : store.claimable(clock.instant())) {
            if (!queue.isIdle()) {
                return;
            }
            if (feed.reopen(job.id())) { // else it was accepted here a moment ago
                store.take(job.id(), leases.lease())
                        .ifPresentOrElse(taken -> worker.adopt(tickets.of(taken)), () -> feed.close(job.id()));
            }
        }
    }
}
