package dev.kintsugi.job.feed;

import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.store.EventBatch;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Writes events of own jobs to the store, in batches: durable ones before they are sent, the others afterwards. If it fails the
 * same batch comes again at the next write.
 */
final class EventWriter {

    private final JobStore store;
    private final JobSignals signals;
    private final Consumer<JobChannel> ended;
    private final Consumer<JobChannel> lost;

    /**
     * @param ended is called when the last event of a job was sent
     * @param lost is called if a job was removed or another instance writes its events
     */
    EventWriter(JobStore store, JobSignals signals, Consumer<JobChannel> ended, Consumer<JobChannel> lost) {
        this.store = store;
        this.signals = signals;
        this.ended = ended;
        this.lost = lost;
    }

    /** Writes what is to be written of a job. Blocks. */
    void write(JobChannel channel) {
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
            Log.infof("job %s was removed or is told of by another instance now", channel.job());
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
