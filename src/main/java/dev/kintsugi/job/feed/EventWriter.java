package dev.kintsugi.job.feed;

import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.store.EventBatch;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Writes events of own jobs to the store: durable ones before they are sent, the others in groups afterwards. */
final class EventWriter {

    /** How much later steps are written than told. */
    private static final Duration BEHIND = Duration.ofMillis(150);

    private final JobStore store;
    private final JobSignals signals;
    private final Executor blocking;
    private final ScheduledExecutorService scheduler;
    private final Consumer<JobChannel> ended;
    private final Consumer<JobChannel> lost;

    /**
     * @param ended is called when the last event of a job was sent
     * @param lost is called if another instance writes the events of a job
     */
    EventWriter(
            JobStore store,
            JobSignals signals,
            Executor blocking,
            ScheduledExecutorService scheduler,
            Consumer<JobChannel> ended,
            Consumer<JobChannel> lost) {
        this.store = store;
        this.signals = signals;
        this.blocking = blocking;
        this.scheduler = scheduler;
        this.ended = ended;
        this.lost = lost;
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

    /** Writes what is to be written of a job; what cannot be is tried again, as long as the job is told of here. Blocks. */
    void writeSurely(JobChannel channel) {
        try {
            write(channel);
        } catch (RuntimeException e) {
            writeSoon(channel);
            throw e;
        }
    }

    private void write(JobChannel channel) {
        channel.io.lock();
        try {
            var previews = signals.hasOthers();
            for (var batch = channel.next(previews); batch.isPresent(); batch = channel.next(previews)) {
                write(channel, batch.get());
            }
        } finally {
            channel.io.unlock();
        }
    }

    private void write(JobChannel channel, EventBatch batch) {
        boolean written;
        try {
            written = channel.isDoubtful() && isWritten(batch) || store.append(batch);
        } catch (RuntimeException e) {
            channel.failed();
            throw e;
        }
        if (!written) {
            Log.infof("another instance tells of job %s now", channel.job());
            lost.accept(channel);
            return;
        }
        channel.written(batch);
        signals.tell(new JobSignals.Happened(channel.job()));
        if (channel.hasEnded()) {
            ended.accept(channel);
        }
    }

    /** The answer may have been lost, and nothing else. */
    private boolean isWritten(EventBatch batch) {
        return batch.lasting().isEmpty()
                ? store.lastEvent(batch.job()) == batch.reserve()
                : batch.lasting().stream()
                        .limit(1)
                        .anyMatch(first -> store.events(batch.job(), first.seq() - 1).stream()
                                .anyMatch(there -> there.seq() == first.seq() && isSame(there, first)));
    }

    private static boolean isSame(JobEvent one, JobEvent other) {
        return one.what().getClass() == other.what().getClass()
                && Duration.between(one.at(), other.at()).abs().toMillis() == 0;
    }
}
