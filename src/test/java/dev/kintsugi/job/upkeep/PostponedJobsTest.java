package dev.kintsugi.job.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.generation.breaker.BreakerView;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.LocalSignals;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.store.artifacts.MemoryArtifactStore;
import dev.kintsugi.store.jobs.MemoryJobStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs whose model is left alone wait for it, if that is short. */
class PostponedJobsTest {

    private final Random random = new Random(11);
    private final SettableClock clock = new SettableClock();
    private final JobStore store = new MemoryJobStore();
    private final MemoryArtifactStore contents = new MemoryArtifactStore();
    private final List<LocalSignals> signals = LocalSignals.two();
    private final JobProcess process = process(0);

    private JobProcess process(int number) {
        return new JobProcess(
                store, contents, signals.get(number), clock, random, new JobProcess.Limits(2, Optional.empty()));
    }

    @AfterEach
    void close() {
        process.close();
    }

    @Test
    void aJobWhoseModelIsLeftAloneWaitsUntilItMayBeTriedAndCompletes() {
        var id = postponed(Duration.ofSeconds(8));
        assertThat(job(id).attempt()).as("nothing of it was computed").isZero();
        assertThat(job(id).state().postponement()).hasValueSatisfying(postponement -> {
            assertThat(postponement.until()).isEqualTo(clock.instant().plusSeconds(8));
            assertThat(postponement.text()).contains("toy", "left alone", "not begun before");
        });
        assertThat(store.events(id, 0))
                .extracting(JobEvent::what)
                .filteredOn(JobEvent.Queued.class::isInstance)
                .last()
                .isInstanceOfSatisfying(
                        JobEvent.Queued.class,
                        told -> assertThat(told.postponed())
                                .isEqualTo(job(id).state().postponement()));
        clock.pass(Duration.ofSeconds(7));
        awaken();
        assertThat(job(id).state()).isInstanceOf(JobState.Queued.class);
        mend();
        clock.pass(Duration.ofSeconds(1));
        awaken();
        assertThat(job(id).state()).isInstanceOf(JobState.Completed.class);
    }

    @Test
    void othersDoNotWaitForIt() {
        postponed(Duration.ofSeconds(8));
        mend();
        var other = submitted(Optional.empty());
        assertThat(process.runUntil(() -> job(other).state() instanceof JobState.Completed))
                .isTrue();
    }

    @Test
    void isBegunAsSoonAsItsModelWorksAgain() {
        var id = postponed(Duration.ofSeconds(50));
        mend();
        works("1", WorkKind.IMAGE);
        awaken();
        assertThat(job(id).state()).isInstanceOf(JobState.Completed.class);
    }

    @Test
    void waitsOnWhenAnotherVersionOrKindOfWorkSucceeds() {
        var id = postponed(Duration.ofSeconds(50));
        mend();
        works("1", WorkKind.TENSOR);
        works("0.9", WorkKind.IMAGE);
        process.postponed.on(breaker("1", WorkKind.IMAGE, new BreakerState.Closed()), List.of()); // it was made
        awaken();
        assertThat(job(id).state()).isInstanceOf(JobState.Queued.class);
    }

    @Test
    void isBegunAsSoonAsItsModelIsRepaired() {
        var id = postponed(Duration.ofSeconds(50));
        mend();
        var open = new BreakerState.Open(clock.instant(), clock.instant().plusSeconds(50));
        process.postponed.on(breaker("1", WorkKind.IMAGE, open), List.of());
        awaken();
        assertThat(job(id).state()).isInstanceOf(JobState.Queued.class);
        process.postponed.on(breaker("1", WorkKind.IMAGE, new BreakerState.HalfOpen()), List.of());
        awaken();
        assertThat(job(id).state()).isInstanceOf(JobState.Completed.class);
    }

    private void works(String version, WorkKind kind) {
        process.postponed.on(breaker(version, kind, new BreakerState.HalfOpen()), List.of());
        process.postponed.on(breaker(version, kind, new BreakerState.Closed()), List.of());
    }

    private static BreakerView breaker(String version, WorkKind kind, BreakerState state) {
        return new BreakerView(new ModelId("toy"), version, kind, Device.CPU, state);
    }

    @Test
    void leaveMostPlacesToOthersAndTellOfNoLoad() {
        leaveAlone(Duration.ofSeconds(50));
        var places = process.queue.capacity(WorkKind.IMAGE);
        for (int i = 0; i < places; i++) {
            submitted(Optional.empty());
        }
        assertThat(process.runUntil(() -> process.queue.running() == 0)).isTrue();
        assertThat(process.queue.waiting()).isEqualTo(places / 4);
        assertThat(process.queue.share()).isZero();
    }

    @Test
    void isCancelledAtOnceWhileItWaits() {
        var id = postponed(Duration.ofSeconds(50));
        process.control.cancel(id).subscribe().with(_ -> {});
        process.run();
        assertThat(job(id).state()).isInstanceOf(JobState.Cancelled.class);
        assertThat(process.queue.waiting()).isZero();
    }

    @Test
    void failsAtOnceIfItsDeadlineComesFirst() {
        leaveAlone(Duration.ofSeconds(20));
        assertOverloaded(submitted(Optional.of(Duration.ofSeconds(15))));
    }

    @Test
    void failsAtOnceIfItsModelIsLeftAloneForLong() {
        leaveAlone(Duration.ofSeconds(61));
        assertOverloaded(submitted(Optional.empty()));
    }

    @Test
    void waitsIfItWasTheLastResortAndFailed() {
        var failure = failure(FailureType.MODEL_LOADING_FAILED, "load", Map.of("last_resort", "true"));
        leaveAlone(Duration.ofSeconds(8), failure);
        var id = submitted(Optional.empty());
        assertThat(process.runUntil(() -> job(id).state().postponement().isPresent()))
                .isTrue();
        process.run();
        mend();
        clock.pass(Duration.ofSeconds(8));
        awaken();
        assertThat(job(id).state()).isInstanceOf(JobState.Completed.class);
    }

    @Test
    void waitsIfItsModelIsNotThereAnyMoreAndThenForAPerson() {
        process.generations.failWith(failure(FailureType.MODEL_LOADING_FAILED, "", Map.of()));
        var id = submitted(Optional.empty());
        for (int i = 0; i < 5; i++) {
            assertThat(process.runUntil(() -> job(id).state().postponement().isPresent()))
                    .isTrue();
            process.run();
            clock.pass(Duration.ofSeconds(5));
            awaken();
        }
        assertThat(process.runUntil(() -> job(id).state().hasEnded())).isTrue();
        assertThat(job(id).state()).isInstanceOf(JobState.WaitingForUser.class);
    }

    @Test
    void failsAtOnceIfItsCallerWantsNoRecovery() {
        leaveAlone(Duration.ofSeconds(8));
        var request = Jobs.request(random);
        var none = new RecoveryPolicy(RecoveryPolicy.RecoveryScope.NONE, 1);
        var accepted = process.service.submit(new JobRequest(
                request.what().with(none), request.caller(), request.priority(), Optional.empty(), request.keeping()));
        assertOverloaded(accepted.job().id());
    }

    @Test
    void failsAtLastIfItsModelIsLeftAloneAgainAndAgain() {
        var id = postponed(Duration.ofSeconds(1));
        for (int i = 0; i < 5; i++) {
            assertThat(job(id).state()).isInstanceOf(JobState.Queued.class);
            clock.pass(Duration.ofSeconds(2));
            awaken();
        }
        assertOverloaded(id);
    }

    @Test
    void afterARestartItStillWaitsAndThenCompletes() {
        var id = postponed(Duration.ofSeconds(40));
        process.close();
        var next = process(1);
        clock.pass(Duration.ofSeconds(20));
        next.sweeper.sweep();
        next.run();
        assertThat(job(id).state().postponement()).isPresent();
        clock.pass(Duration.ofSeconds(21));
        next.sweeper.sweep();
        next.postponed.awaken();
        assertThat(next.runUntil(() -> job(id).state() instanceof JobState.Completed))
                .isTrue();
        next.close();
    }

    private JobId postponed(Duration rest) {
        leaveAlone(rest);
        var id = submitted(Optional.empty());
        assertThat(process.runUntil(() -> job(id).state().postponement().isPresent()))
                .isTrue();
        process.run();
        return id;
    }

    private void leaveAlone(Duration rest) {
        leaveAlone(rest, failure(FailureType.MODEL_OVERLOADED, "breaker", Map.of()));
    }

    private void leaveAlone(Duration rest, Failure failure) {
        process.breakers(new BreakerState.Open(clock.instant(), clock.instant().plus(rest)));
        process.generations.failWith(failure);
    }

    private Failure failure(FailureType type, String phase, Map<String, String> parameters) {
        return new Failure(
                type,
                Severity.LOW,
                "the model toy kept failing on cpu and is left alone",
                "",
                new FailureContext("correlation", "image_generation", "toy", "cpu", phase, parameters),
                List.of(),
                clock.instant());
    }

    private void mend() {
        process.generations.failWith(null);
    }

    private void awaken() {
        process.postponed.awaken();
        process.run();
    }

    private JobId submitted(Optional<Duration> deadline) {
        var request = Jobs.request(random);
        var accepted = process.service.submit(
                new JobRequest(request.what(), request.caller(), request.priority(), deadline, request.keeping()));
        process.run();
        return accepted.job().id();
    }

    private void assertOverloaded(JobId id) {
        assertThat(process.runUntil(() -> job(id).state().hasEnded())).isTrue();
        assertThat(job(id).state())
                .isInstanceOfSatisfying(
                        JobState.Failed.class,
                        failed ->
                                assertThat(failed.outcome().failure().type()).isEqualTo(FailureType.MODEL_OVERLOADED));
    }

    private Job job(JobId id) {
        return store.find(id).orElseThrow();
    }
}
