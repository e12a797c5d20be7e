package dev.kintsugi.job.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobStoreContract;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.LocalSignals;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.store.jobs.MemoryJobStore;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parts of a text: every reader gets all of them at once, the store none. */
class DeltasTest {

    private final MemoryJobStore store = new MemoryJobStore();
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private final JobFeed feed = new JobFeed(
            store, LocalSignals.alone(), List.of(), Clock.fixed(Jobs.NOW, ZoneOffset.UTC), Runnable::run, scheduler);

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void areSentAndNeverWritten() {
        var job = Jobs.queued(new Random(1));
        store.add(job, JobStoreContract.MINE);
        feed.open(job.id());
        var reader =
                feed.events(job.id(), 0).subscribe().withSubscriber(AssertSubscriber.<JobEvent>create(Long.MAX_VALUE));
        feed.publish(job, new JobEvent.Started());
        for (int i = 0; i < 3 * JobChannel.BLOCK; i++) { // more than are reserved at once
            feed.publish(job, new JobEvent.Progressed(new Progress.Delta(0, "word " + i), Optional.empty()));
        }
        feed.publish(job, new JobEvent.Cancelled());

        assertThat(reader.awaitCompletion().getItems())
                .hasSize(3 * JobChannel.BLOCK + 2)
                .extracting(JobEvent::seq)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(store.events(job.id(), 0)).extracting(JobEvent::isDelta).containsOnly(false);
    }
}
