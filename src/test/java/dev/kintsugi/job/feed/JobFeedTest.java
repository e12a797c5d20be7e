package dev.kintsugi.job.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobFeedTest {

    /** The first number that another process gives after one that was killed. */
    private static final long NEXT = JobChannel.BLOCK + 1;

    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile JobId hanging;

    /** Counts what a reader costs, and does not answer for one job. */
    private final JobStore store = new MemoryJobStore() {
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

    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private final JobFeed feed = make(LocalSignals.alone());
    private final Job job = Jobs.queued(new java.util.Random(1));

    private JobFeed make(JobSignals signals) {
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

    @Test
    void givesPastAndFutureWithoutAGap() {
        publish(3);
        var reader = read(0);
        publish(2);
        feed.publish(job, new JobEvent.Cancelled());
        reader.awaitCompletion();
        assertThat(reader.getItems()).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void isFollowedElsewhereUntilTheEndWhoeverGoesOnWithTheJob() {
        var both = LocalSignals.two();
        var one = feed(both.getFirst());
        var other = feed(both.getLast());
        one.open(job.id());
        one.publish(job, new JobEvent.Started());
        var reader = read(other, 0);
        one.publish(job, new JobEvent.Started());
        both.getFirst().lost = true;
        one.publish(job, new JobEvent.Started());
        assertThat(reader.getItems()).extracting(JobEvent::seq).containsExactly(1L, 2L);
        other.followAll();
        assertThat(reader.getItems()).hasSize(3);

        var left = read(one, 2);
        assertThat(other.reopen(job.id())).isTrue();
        other.publish(job, new JobEvent.Started());
        one.publish(job, new JobEvent.Started()); // it does not know yet that it has lost the job
        other.publish(job, new JobEvent.Cancelled());
        assertThat(reader.awaitCompletion().getItems())
                .extracting(JobEvent::seq)
                .containsExactly(1L, 2L, 3L, NEXT, NEXT + 1);
        assertThat(left.awaitCompletion().getItems()).extracting(JobEvent::seq).containsExactly(3L, NEXT, NEXT + 1);
    }

    private JobFeed feed(LocalSignals signals) {
        var feed = make(signals);
        signals.listen(signal -> {
            if (signal instanceof JobSignals.Happened happened) {
                feed.follow(happened.job());
            }
        });
        return feed;
    }

    private AssertSubscriber<JobEvent> read(JobFeed from, long after) {
        return from.events(job.id(), after).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    /** A process was killed, the next one is asked before it has looked who is left. */
    @Test
    void whoComesBeforeAJobIsTakenOverHearsOfItAllTheSame() {
        publish(2);
        var restarted = feed(LocalSignals.alone());
        var early = read(restarted, 1);
        assertThat(early.getItems()).extracting(JobEvent::seq).containsExactly(2L);
        early.assertNotTerminated();
        assertThat(restarted.reopen(job.id())).isTrue();
        restarted.publish(job, new JobEvent.Started());
        restarted.publish(job, new JobEvent.Cancelled());
        assertThat(early.awaitCompletion().getItems()).extracting(JobEvent::seq).containsExactly(2L, NEXT, NEXT + 1);
    }

    @Test
    void replaysAfterTheEnd() {
        publish(3);
        feed.publish(job, new JobEvent.Cancelled());
        assertThat(read(2).awaitCompletion().getItems())
                .extracting(JobEvent::seq)
                .containsExactly(3L, 4L);
    }

    /** Killed in between: the job is kept as ended, and the event that says so is not. */
    @Test
    void tellsTheEndLateWhereTheProcessWasKilledBeforeItWasTold() {
        publish(3);
        assertThat(store.replace(job, job.with(new JobState.Cancelled(Jobs.NOW))))
                .isTrue();
        var restarted = make(LocalSignals.alone());
        for (int reader = 0; reader < 2; reader++) {
            var events = restarted
                    .events(job.id(), 0)
                    .subscribe()
                    .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE))
                    .awaitCompletion()
                    .getItems();
            assertThat(events).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L, NEXT);
            assertThat(events.getLast().what()).isEqualTo(new JobEvent.Cancelled());
        }
    }

    @Test
    void losesNothingForASlowReader() {
        var reader = feed.events(job.id(), 0).subscribe().withSubscriber(AssertSubscriber.create(1));
        publish(1000);
        feed.publish(job, new JobEvent.Cancelled());
        reader.request(Long.MAX_VALUE).awaitCompletion();
        assertThat(reader.getItems())
                .extracting(JobEvent::seq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1001).boxed().toList());
    }

    @Test
    void survivesReadersThatLeaveWhileItIsPublished() throws Exception {
        var leaver = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 500; i++) {
                feed.events(job.id(), 0)
                        .subscribe()
                        .withSubscriber(AssertSubscriber.create(10))
                        .cancel();
            }
        });
        var reader = read(0);
        publish(500);
        leaver.join();
        feed.publish(job, new JobEvent.Cancelled());
        assertThat(reader.awaitCompletion().getItems()).hasSize(501);
    }

    @Test
    void goesOnWithTheNumbersOfAProcessThatHasEnded() {
        publish(3);
        var next = make(LocalSignals.alone());
        assertThat(next.reopen(job.id())).isTrue();
        next.publish(job, new JobEvent.Cancelled());
        assertThat(next.events(job.id(), 2).collect().asList().await().indefinitely())
                .extracting(JobEvent::seq)
                .containsExactly(3L, NEXT);
    }

    /** Nothing that a client has seen is told again under another meaning, whatever was written of it. */
    @Test
    void numbersOfStepsThatWereToldAreNotGivenAgainAfterAKill() {
        feed.publish(job, new JobEvent.Started());
        var before = read(0);
        for (int step = 1; step <= 3 * JobChannel.BLOCK; step++) {
            feed.progress(job, step(step));
        }
        assertThat(before.getItems()).hasSize(1 + 3 * JobChannel.BLOCK);
        var restarted = make(LocalSignals.alone());
        var after = read(restarted, before.getItems().getLast().seq());
        restarted.reopen(job.id());
        restarted.publish(job, new JobEvent.Started());
        restarted.publish(job, new JobEvent.Cancelled());
        assertThat(after.awaitCompletion().getItems())
                .hasSize(2)
                .allMatch(event -> event.seq() > before.getItems().getLast().seq());
    }

    @Test
    void aStepIsToldWithoutTheStoreAndAStageOnlyOnceItIsKept() {
        var hanging = new ArrayDeque<Runnable>();
        var steps = new JobFeed(
                store, LocalSignals.alone(), List.of(), Clock.fixed(Jobs.NOW, ZoneOffset.UTC), hanging::add, scheduler);
        steps.open(job.id());
        steps.publish(job, new JobEvent.Started());
        var reader = AssertSubscriber.<JobEvent>create(Long.MAX_VALUE);
        steps.events(job.id(), 0).subscribe().withSubscriber(reader);
        runAll(hanging);
        steps.progress(job, step(1));
        steps.progress(job, step(2));
        assertThat(reader.getItems()).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L);
        assertThat(store.events(job.id(), 0)).extracting(JobEvent::seq).containsExactly(1L);
        steps.progress(job, stage());
        steps.progress(job, step(1));
        assertThat(reader.getItems()).hasSize(3);
        runAll(hanging);
        assertThat(reader.getItems()).extracting(JobEvent::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(store.events(job.id(), 0))
                .as("of steps the newest is kept with what must be")
                .extracting(JobEvent::seq)
                .containsExactly(1L, 3L, 4L, 5L);
    }

    @Test
    void aReaderOfAJobThatEndedElsewhereCostsTwoCallsAndOneThatEndedHereNone() {
        publish(3);
        feed.publish(job, new JobEvent.Cancelled());
        store.replace(job, job.with(new JobState.Cancelled(Jobs.NOW)));
        var before = calls.get();
        assertThat(read(feed, 0).awaitCompletion().getItems()).hasSize(4);
        assertThat(calls.get() - before).isZero();
        var restarted = make(LocalSignals.alone());
        assertThat(read(restarted, 0).awaitCompletion().getItems()).hasSize(4);
        assertThat(calls.get() - before).isEqualTo(2);
    }

    @Test
    void aStoreThatHangsForOneJobKeepsNoReaderOfAnotherWaiting() throws Exception {
        publish(1);
        var other = Jobs.queued(new java.util.Random(2));
        store.add(other, JobStoreContract.MINE);
        hanging = other.id();
        var restarted = make(LocalSignals.alone());
        var hung = Thread.ofPlatform()
                .start(() -> restarted.events(other.id(), 0).subscribe().with(_ -> {}));
        Awaitility.await().until(() -> hung.getState() == Thread.State.WAITING);
        assertThat(read(restarted, 0).getItems()).hasSize(1);
        restarted.followAll();
        assertThat(hung.isAlive()).isTrue();
        released.countDown();
        hung.join();
    }

    /** Steps that come faster than so many readers can be told are left out, whatever else happens is not, and no thread that computes tells them. */
    @Test
    void manyReadersAreToldOfTheNewestStepAndOfAllThatLasts() {
        var later = new ConcurrentLinkedQueue<Runnable>();
        var crowded = new JobFeed(
                store, LocalSignals.alone(), List.of(), Clock.fixed(Jobs.NOW, ZoneOffset.UTC), later::add, scheduler);
        crowded.open(job.id());
        crowded.publish(job, new JobEvent.Started());
        var readers = IntStream.range(0, 500)
                .mapToObj(_ -> crowded.events(job.id(), 0)
                        .subscribe()
                        .withSubscriber(AssertSubscriber.<JobEvent>create(Long.MAX_VALUE)))
                .toList();
        runAll(later);
        for (int step = 1; step <= 100; step++) {
            crowded.progress(job, step(step));
        }
        assertThat(readers).allMatch(reader -> reader.getItems().size() == 1);
        runAll(later);
        assertThat(readers)
                .allMatch(reader -> reader.getItems().size() == 2
                        && reader.getItems().getLast().what().equals(step(100)));
        crowded.progress(job, step(101));
        crowded.progress(job, stage());
        runAll(later);
        crowded.publish(job, new JobEvent.Cancelled());
        assertThat(readers)
                .allSatisfy(reader -> assertThat(reader.awaitCompletion().getItems())
                        .extracting(JobEvent::what)
                        .containsExactly(
                                new JobEvent.Started(), step(100), step(101), stage(), new JobEvent.Cancelled()));
    }

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

    private static void runAll(Queue<Runnable> waiting) {
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }

    @Test
    void aReaderElsewhereGetsTheNewestStepsSoon() {
        var both = LocalSignals.two();
        var one = feed(both.getFirst());
        var other = feed(both.getLast());
        one.open(job.id());
        one.publish(job, new JobEvent.Started());
        var reader = read(other, 0);
        one.progress(job, step(1));
        one.progress(job, step(2));
        Awaitility.await().until(() -> reader.getItems().size() == 2);
        assertThat(reader.getItems().getLast().what()).isEqualTo(step(2));
        one.publish(job, new JobEvent.Cancelled());
        reader.awaitCompletion();
    }

    private static JobEvent.What step(int number) {
        return new JobEvent.Progressed(new Progress.Step("denoise", 0, 1, number, 9999), Optional.empty());
    }

    private static JobEvent.What stage() {
        return new JobEvent.Progressed(new Progress.StageDone("denoise", 0, Duration.ZERO), Optional.empty());
    }

    private AssertSubscriber<JobEvent> read(long after) {
        return feed.events(job.id(), after).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            feed.publish(job, new JobEvent.Started());
        }
    }
}
