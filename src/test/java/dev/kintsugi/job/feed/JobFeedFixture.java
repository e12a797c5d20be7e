package dev.kintsugi.job.feed;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobStoreContract;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.LocalSignals;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.store.jobs.MemoryJobStore;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The feed of one job, with a store that counts what its readers cost, and hangs for another job when it is told to. */
abstract class JobFeedFixture {

    final AtomicInteger calls = new AtomicInteger();
    final CountDownLatch released = new CountDownLatch(1);
    volatile JobId hanging;

    /** Counts what a reader costs, and does not answer for one job. */
    final JobStore store = new MemoryJobStore() {
        @Override
        public Optional<Job> find(JobId id) {
            called(id);
            return super.find(id);
        }

        @Override
        public List<JobEvent> events(JobId id, long after) {
            called(id);
            return super.events(id, after);
        }

        @Override
        public long lastEvent(JobId id) {
            called(id);
            return super.lastEvent(id);
        }
    };

    final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    final JobFeed feed = make(LocalSignals.alone());
    final Job job = Jobs.queued(new java.util.Random(1));

    private void called(JobId id) {
        calls.incrementAndGet();
        if (id.equals(hanging)) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    JobFeed make(JobSignals signals) {
        return new JobFeed(store, signals, List.of(), Clock.fixed(Jobs.NOW, ZoneOffset.UTC), Runnable::run, scheduler);
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @BeforeEach
    void open() {
        store.add(job, JobStoreContract.MINE);
        feed.open(job.id());
    }

    AssertSubscriber<JobEvent> read(long after) {
        return feed.events(job.id(), after).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    AssertSubscriber<JobEvent> read(JobFeed from, long after) {
        return from.events(job.id(), after).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    void publish(int count) {
        for (int i = 0; i < count; i++) {
            feed.publish(job, new JobEvent.Started());
        }
    }

    static JobEvent.What step(int number) {
        return new JobEvent.Progressed(new Progress.Step("denoise", 0, 1, number, 9999), Optional.empty());
    }

    static JobEvent.What stage() {
        return new JobEvent.Progressed(new Progress.StageDone("denoise", 0, Duration.ZERO), Optional.empty());
    }
}
