package dev.kintsugi.job.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Durability;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.LocalSignals;
import dev.kintsugi.job.Priority;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.store.artifacts.MemoryArtifactStore;
import dev.kintsugi.store.jobs.MemoryJobStore;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a second request with the same key gets: the first one's job if it asks for the same, else an error. */
class IdempotencyKeyTest {

    private static final Optional<Duration> MINUTE = Optional.of(Duration.ofMinutes(1));

    private final SettableClock clock = new SettableClock();
    private final MemoryJobStore kept = new MemoryJobStore();
    private final JobProcess process =
            new JobProcess(kept, new MemoryArtifactStore(), LocalSignals.two().getFirst(), clock, 3);
    private final Job first;

    IdempotencyKeyTest() {
        process.generations.failWith(Jobs.failure());
        first = submit(Priority.NORMAL, MINUTE);
    }

    @AfterEach
    void close() {
        process.close();
    }

    private Job submit(Priority priority, Optional<Duration> within) {
        return submit(new Caller("", Optional.of("somebody"), Optional.of("key")), priority, within);
    }

    private Job submit(Caller caller, Priority priority, Optional<Duration> within) {
        var request = Jobs.queued(new Random(1)).order().request();
        return process.service
                .submit(new JobRequest(request, caller, priority, within, Durability.REQUIRED))
                .job();
    }

    @Test
    void theSameRequestIsTheSameJob() {
        clock.pass(Duration.ofSeconds(30));
        assertThat(submit(Priority.NORMAL, MINUTE).id()).isEqualTo(first.id());
    }

    @Test
    void theSameRequestIsTheSameJobThoughThatWasResumedLater() {
        process.run();
        clock.pass(Duration.ofMinutes(2));
        process.control.resume(kept.find(first.id()).orElseThrow());
        process.run();
        assertThat(submit(Priority.NORMAL, MINUTE).id()).isEqualTo(first.id());
        clock.pass(Duration.ofMinutes(5));
        process.control.resume(kept.find(first.id()).orElseThrow());
        process.run();
        assertThat(submit(Priority.NORMAL, MINUTE).id()).isEqualTo(first.id());
        assertThatThrownBy(() -> submit(Priority.NORMAL, Optional.of(Duration.ofSeconds(20))))
                .hasMessageContaining("another deadline");
    }

    @Test
    void theSameRequestIsTheSameJobThoughTheQueueIsFull() {
        for (var caller = 0; process.queue.room() > 0; caller++) {
            submit(new Caller("", Optional.of("caller " + caller), Optional.empty()), Priority.NORMAL, MINUTE);
        }
        assertThatThrownBy(() -> submit(new Caller("", Optional.empty(), Optional.empty()), Priority.NORMAL, MINUTE))
                .isInstanceOf(TypedException.class);
        assertThat(submit(Priority.NORMAL, MINUTE).id()).isEqualTo(first.id());
    }

    @Test
    void theSameRequestIsTheSameJobThoughItsModelIsGone() {
        process.generations.refuseWith(new TypedException(FailureType.MODEL_NOT_FOUND, "it is gone"));
        assertThat(submit(Priority.NORMAL, MINUTE).id()).isEqualTo(first.id());
        assertThatThrownBy(() -> submit(Priority.CRITICAL, MINUTE)).hasMessageContaining("another priority");
    }

    @Test
    void theSameRequestIsTheSameJobThoughTheServiceEnds() {
        process.draining.close();
        assertThat(submit(Priority.NORMAL, MINUTE).id()).isEqualTo(first.id());
    }

    @Test
    void anotherPriorityIsRefused() {
        assertThatThrownBy(() -> submit(Priority.CRITICAL, MINUTE))
                .isInstanceOfSatisfying(
                        TypedException.class,
                        refused -> assertThat(refused.type()).isEqualTo(FailureType.INVALID_PARAMETERS))
                .hasMessageContaining("another priority (normal)");
    }

    @Test
    void anotherDeadlineIsRefused() {
        assertThatThrownBy(() -> submit(Priority.NORMAL, Optional.of(Duration.ofSeconds(20))))
                .hasMessageContaining("another deadline");
        assertThatThrownBy(() -> submit(Priority.NORMAL, Optional.empty())).hasMessageContaining("another deadline");
        assertThatThrownBy(() -> submit(Priority.NORMAL, Optional.of(Duration.ofSeconds(90))))
                .hasMessageContaining("another deadline");
    }
}
