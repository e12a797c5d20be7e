package dev.kintsugi.job;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * At the end of the service jobs that run are finished, where that does not take too long; the others are given back, so
 * that whoever comes next begins with them at once.
 */
@ApplicationScoped
class Drain {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Draining draining;
    private final JobQueue queue;
    private final JobWorker worker;
    private final JobStore store;
    private final Leases leases;
    private final JobSignals signals;
    private final JobSettings settings;

    Drain(
            Draining draining,
            JobQueue queue,
            JobWorker worker,
            JobStore store,
            Leases leases,
            JobSignals signals,
            JobSettings settings) {
        this.draining = draining;
        this.queue = queue;
        this.worker = worker;
        this.store = store;
        this.leases = leases;
        this.signals = signals;
        this.settings = settings;
    }

    void end(@Observes @Priority(1) ShutdownEvent event) {
        draining.begin();
        release();
        if (queue.running() > 0) {
            finish();
            release();
        }
    }

    /** What waits here, others begin with at once, or whoever comes next. */
    private void release() {
        try {
            store.release(leases.owner());
            signals.tell(new JobSignals.Waiting());
        } catch (RuntimeException e) {
            Log.warnf("jobs that wait cannot be given back: they are begun elsewhere when their leases end: %s", e);
        }
    }

    private void finish() {
        Log.infof("%d jobs are finished before the service ends", queue.running());
        await(settings.drain().toNanos());
        var left = worker.handBack();
        if (left > 0) {
            Log.infof("%d jobs are given back: they are begun again", left);
            await(settings.handBack().toNanos());
        }
    }

    private void await(long nanos) {
        var until = System.nanoTime() + nanos;
        while (queue.running() > 0 && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
