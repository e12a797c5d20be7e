package dev.kintsugi.job.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.LocalSignals;
import dev.kintsugi.job.store.EventBatch;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.store.artifacts.MemoryArtifactStore;
import dev.kintsugi.store.jobs.MemoryJobStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that a process loses although it lives; each may be computed twice. */
class LostJobsTest {

    private final Random random = new Random(7);
    private final SettableClock clock = new SettableClock();
    private final MemoryJobStore kept = new MemoryJobStore();
    private final AtomicInteger takes = new AtomicInteger();
    private boolean refuses;
    private boolean reads = true;
    private boolean isTold = true;

    private final JobStore store = new FailsAtCall(kept, 0, false) {
        @Override
        public boolean replace(Job seen, Job next) {
            if (refuses && next.state() instanceof JobState.Completed) {
                throw new IllegalStateException("refused");
            }
            return super.replace(seen, next);
        }

        @Override
        public boolean append(EventBatch batch) {
            if (!isTold && batch.events().stream().anyMatch(event -> event.what() instanceof JobEvent.Started)) {
                throw new IllegalStateException("refused");
            }
            return super.append(batch);
        }

        @Override
        public Optional<Job> take(JobId id, Lease lease) {
            takes.incrementAndGet();
            return super.take(id, lease);
        }

        @Override
        public long lastEvent(JobId id) {
            if (!reads) {
                throw new IllegalStateException("away");
            }
            return super.lastEvent(id);
        }
    };

    private final JobProcess process = new JobProcess(
            store,
            new MemoryArtifactStore(),
            LocalSignals.two().getFirst(),
            clock,
            random,
            new JobProcess.Limits(4, Optional.empty()));

    @AfterEach
    void close() {
        process.close();
    }

    @Test
    void aJobWhoseResultCannotBeWrittenEndsAndSaysWhy() {
        refuses = true;
        var job = Jobs.queued(random);
        lostOnce(job);
        sweepUntil(() -> state(job).hasEnded());
        assertThat(state(job)).isInstanceOfSatisfying(JobState.WaitingForUser.class, waiting -> {
            assertThat(waiting.outcome().failure().type()).isEqualTo(FailureType.STATE_SAVE_FAILED);
            assertThat(waiting.outcome().failure().message())
                    .contains("2 times")
                    .contains("did not take its result");
            assertThat(waiting.outcome().failure().detail()).contains("refused");
        });
        assertThat(takes).as("it was begun once more only").hasValue(1);
    }

    @Test
    void aJobThatWasLostWhileTheStoreWasAwayCompletes() {
        var job = Jobs.queued(random);
        lostOnce(job);
        sweepUntil(() -> state(job).hasEnded());
        assertThat(state(job)).isInstanceOf(JobState.Completed.class);
    }

    @Test
    void aJobOfWhichNothingCanBeToldEndsAsWell() {
        isTold = false;
        var job = Jobs.queued(random);
        lostOnce(job);
        for (int sweeps = 0; sweeps < 9 && !state(job).hasEnded(); sweeps++) {
            process.sweeper.sweep();
            process.run();
            clock.pass(Duration.ofSeconds(10));
        }
        assertThat(state(job)).isInstanceOf(JobState.WaitingForUser.class);
    }

    @Test
    void aJobWhoseEventsCanNeverBeReadHasFailedForGoodOnceItsDeadlineHasPassed() {
        reads = false;
        var job = Jobs.queued(random);
        lostOnce(job);
        clock.pass(Duration.ofSeconds(301));
        for (int sweeps = 0; sweeps < 30 && !state(job).hasEnded(); sweeps++) {
            process.sweeper.sweep();
            process.run();
            clock.pass(Duration.ofSeconds(10));
        }
        assertThat(state(job)).isInstanceOf(JobState.Failed.class);
    }

    @Test
    void aJobWhoseEventsCanNeverBeReadEndsAndHoldsNoOtherBack() {
        reads = false;
        var job = Jobs.queued(random);
        lostOnce(job);
        for (int sweeps = 0; sweeps < 30 && !state(job).hasEnded(); sweeps++) {
            process.sweeper.sweep();
            process.run();
            clock.pass(Duration.ofSeconds(10));
        }
        assertThat(state(job)).isInstanceOfSatisfying(JobState.WaitingForUser.class, waiting -> {
            assertThat(waiting.outcome().failure().type()).isEqualTo(FailureType.STATE_LOAD_FAILED);
            assertThat(waiting.outcome().failure().message()).contains("could not be read, 2 times");
        });
        reads = true;
        var other = Jobs.queued(random);
        lostOnce(other);
        sweepUntil(() -> state(other).hasEnded());
        assertThat(state(other)).isInstanceOf(JobState.Completed.class);
    }

    @Test
    void aJobWhoseEventsCanBeReadAgainInTimeCompletes() {
        reads = false;
        var job = Jobs.queued(random);
        lostOnce(job);
        process.sweeper.sweep();
        process.run();
        clock.pass(Duration.ofSeconds(10));
        reads = true;
        for (int sweeps = 0; sweeps < 9 && !state(job).hasEnded(); sweeps++) {
            sweepUntil(() -> true);
            process.run();
            clock.pass(Duration.ofSeconds(10));
        }
        assertThat(state(job)).isInstanceOf(JobState.Completed.class);
    }

    /** Its end could not be written by another process, which lives. */
    private void lostOnce(Job job) {
        var other = new Lease("other", clock.instant(), clock.instant().plusSeconds(9));
        kept.add(job, other);
        kept.take(job.id(), other);
        clock.pass(Duration.ofSeconds(8));
        kept.renew(
                List.of(), new Lease("other", clock.instant(), clock.instant().plusSeconds(60)));
        clock.pass(Duration.ofSeconds(2));
    }

    @Test
    void aSuspectThatCouldNotBeRestoredHoldsNothingBack() {
        var job = Jobs.queued(random);
        var dead = new Lease("dead", clock.instant(), clock.instant().plusSeconds(9));
        kept.add(job, dead);
        kept.take(job.id(), dead);
        clock.pass(Duration.ofSeconds(10));
        reads = false;
        process.sweeper.sweep();
        assertThat(kept.find(job.id()).orElseThrow().isSuspect())
                .as("it waits here")
                .isTrue();
        assertThat(kept.claim(
                        new Lease("other", clock.instant(), clock.instant().plusSeconds(9)),
                        EnumSet.allOf(WorkKind.class)))
                .as("another instance takes it")
                .isPresent();
        reads = true;
        assertThat(process.queue.workers()).isEqualTo(4);
    }

    private JobState state(Job job) {
        return kept.find(job.id()).orElseThrow().state();
    }

    private void sweepUntil(BooleanSupplier happened) {
        process.sweeper.sweep();
        assertThat(process.runUntil(happened)).isTrue();
    }
}
