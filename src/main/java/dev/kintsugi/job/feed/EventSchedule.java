package dev.kintsugi.job.feed;

import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** When events of own jobs are written, and crowds are told of steps: on other threads, at once or a little later. */
final class EventSchedule {

    /** How much later steps are written than told. */
    private static final Duration BEHIND = Duration.ofMillis(150);

    private final EventWriter writer;
    private final Executor blocking;
    private final ScheduledExecutorService scheduler;

    EventSchedule(EventWriter writer, Executor blocking, ScheduledExecutorService scheduler) {
        this.writer = writer;
        this.blocking = blocking;
        this.scheduler = scheduler;
    }

    /** Writes what is to be written of a job; what cannot be is tried again, as long as the job is told of here. Blocks. */
    void writeSurely(JobChannel channel) {
        try {
            writer.write(channel);
        } catch (RuntimeException e) {
            writeSoon(channel);
            throw e;
        }
    }

    /** Writes on another thread, at once. Never blocks. */
    void writeNow(JobChannel channel) {
        if (channel.now.compareAndSet(false, true)) {
            try {
                blocking.execute(() -> {
                    channel.now.set(false);
                    tryTo(channel);
                });
            } catch (RejectedExecutionException e) {
                channel.now.set(false);
                Log.debugf(e, "the service ends: events of job %s are not written any more", channel.job());
            }
        }
    }

    /** Writes on another thread, soon, with the events that arrive until then. Never blocks. */
    void writeSoon(JobChannel channel) {
        if (channel.soon.compareAndSet(false, true)) {
            try {
                var _ = scheduler.schedule(
                        () -> {
                            channel.soon.set(false);
                            writeNow(channel);
                        },
                        BEHIND.toMillis(),
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                Log.debugf(e, "the service ends: events of job %s are not written any more", channel.job());
            }
        }
    }

    /**
     * Tells many readers of the newest step on another thread: at once, and then not again until they had time for it. Never
     * blocks.
     */
    void tellCrowd(JobChannel channel, Duration time) {
        if (!channel.gathering.compareAndSet(false, true)) {
            return;
        }
        try {
            blocking.execute(() -> {
                try {
                    channel.tellCrowd();
                } finally {
                    again(channel, time);
                }
            });
        } catch (RejectedExecutionException e) {
            Log.debugf(e, "the service ends: readers of job %s are told no more steps", channel.job());
        }
    }

    private void again(JobChannel channel, Duration time) {
        try {
            var _ = scheduler.schedule(
                    () -> {
                        channel.gathering.set(false);
                        channel.crowdWaits().ifPresent(next -> tellCrowd(channel, next));
                    },
                    time.toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            Log.debugf(e, "the service ends: readers of job %s are told no more steps", channel.job());
        }
    }

    private void tryTo(JobChannel channel) {
        try {
            writeSurely(channel);
        } catch (RuntimeException e) {
            Log.warnf("events of job %s cannot be written now, and are tried again: %s", channel.job(), e.getMessage());
        }
    }
}
