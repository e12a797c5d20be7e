package dev.kintsugi.job.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.JobStoreContract;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.LocalSignals;
import dev.kintsugi.job.store.JobSignals;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What readers get of a job that another process works on, or worked on until it was killed. */
class SharedJobFeedTest extends JobFeedFixture {

    /** The first number that another process gives after one that was killed. */
    private static final long NEXT = JobChannel.BLOCK + 1;

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

    private JobFeed feed(LocalSignals signals) {
        var feed = make(signals);
        signals.listen(signal -> {
            if (signal instanceof JobSignals.Happened happened) {
                feed.follow(happened.job());
            }
        });
        return feed;
    }
}
