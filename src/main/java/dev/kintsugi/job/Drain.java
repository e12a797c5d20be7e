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
    private final JobSettings settings;

    Drain(Draining draining, JobQueue queue, JobWorker worker, JobSettings settings) {
        this.draining = draining;
        this.queue = queue;
        this.worker = worker;
        this.settings = settings;
    }

    void end(@Observes @Priority(1) ShutdownEvent event) {
        draining.begin();
        if (queue.running() == 0) {
            return;
        }
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
