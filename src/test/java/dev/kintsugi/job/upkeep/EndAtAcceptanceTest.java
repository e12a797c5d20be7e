package dev.kintsugi.job.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.LocalSignals;
import dev.kintsugi.job.drain.RestartRefusal;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.store.artifacts.MemoryArtifactStore;
import dev.kintsugi.store.jobs.MemoryJobStore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service ends while a job is being accepted: a caller that was told to come back sends it again. */
class EndAtAcceptanceTest {

    private final MemoryJobStore kept = new MemoryJobStore();
    private final Random random = new Random(3);
    private Runnable whileItIsKept = () -> {};
    private final JobProcess process =
            new JobProcess(new Meanwhile(), new MemoryArtifactStore(), LocalSignals.alone(), new SettableClock(), 1);

    /** Something happens while a job is written. */
    private final class Meanwhile extends FailsAtCall {

        Meanwhile() {
            super(kept, 0, false);
        }

        @Override
        public Job add(Job job, Lease lease, JobEvent... events) {
            whileItIsKept.run();
            return super.add(job, lease, events);
        }
    }

    @AfterEach
    void close() {
        process.close();
    }

    @Test
    void aJobThatWasKeptAfterItsCallerWasToldToComeBackIsNotBegunLater() {
        whileItIsKept = this::endForCallers;
        assertThatThrownBy(() -> process.service.submit(Jobs.request(random))).matches(RestartRefusal::is);
        process.run();
        process.drain.handBack();
        assertThat(states()).singleElement().isInstanceOf(JobState.Cancelled.class);
        assertThat(process.holds.areReleased()).isTrue();
    }

    @Test
    void aJobIsCancelledAlsoIfItsCallerDidNotWaitForThat() {
        process.generations.hang();
        process.service.submit(Jobs.request(random));
        var waits = process.service.submit(Jobs.request(random)).job();
        endForCallers();
        process.control.cancel(waits.id()).subscribe().with(_ -> {}).cancel();
        assertThat(process.holds.areReleased()).as("the end need not wait").isFalse();
        process.run();
        assertThat(process.holds.areReleased()).isTrue();
        assertThat(kept.find(waits.id()).map(Job::state)).containsInstanceOf(JobState.Cancelled.class);
    }

    private void endForCallers() {
        process.draining.close();
        process.draining.begin();
        process.draining.answerAll();
    }

    private List<JobState> states() {
        return kept.list(new JobQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), 9)).jobs().stream()
                .map(Job::state)
                .toList();
    }
}
