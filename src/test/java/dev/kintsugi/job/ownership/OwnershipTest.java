package dev.kintsugi.job.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.LocalSignals;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.store.jobs.MemoryJobStore;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances that share a store. */
class OwnershipTest {

    private final JobSettings settings = new SmallRyeConfigBuilder()
            .withMapping(JobSettings.class)
            .withConverter(Duration.class, 100, new DurationConverter())
            .build()
            .getConfigMapping(JobSettings.class);
    private final SettableClock clock = new SettableClock();
    private final JobStore store = new MemoryJobStore();
    private final Random random = new Random(1);
    private final List<LocalSignals> signals = LocalSignals.two();
    private final Leases leases = new Leases(settings, clock, random);
    private final Ownership here = new Ownership(store, leases, signals.getFirst());
    private final Ownership there = new Ownership(store, new Leases(settings, clock, random), signals.getLast());
    private final JobTransitions transitions = new JobTransitions(store, clock);
    private Job job;

    @BeforeEach
    void accept() {
        job = store.add(Jobs.queued(random), leases.lease());
    }

    @Test
    void anEndWhoseAnswerWasLostIsMadeWhenItIsRepeated() {
        var running = begun(here);
        assertThat(transitions.end(running, now -> running.state().cancel(now))).isInstanceOf(Transition.Made.class);
        assertThat(transitions.end(running, now -> running.state().cancel(now))).isInstanceOf(Transition.Made.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEndIsMadeOnceWhicheverCallOfTheStoreFailsUntilItIsRepeated(boolean refused) {
        for (int call = 1; call <= 3; call++) {
            var running = begun(here);
            var failing = new JobTransitions(failing(call, refused), clock);
            assertThatThrownBy(() -> {
                        failing.end(running, now -> running.state().fail(failure(now), now)); // one or two calls
                        failing.end(running, now -> running.state().fail(failure(now), now));
                    })
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(failing.end(running, now -> running.state().fail(failure(now), now)))
                    .isInstanceOf(Transition.Made.class);
            var ended = store.find(job.id()).orElseThrow();
            assertThat(ended.state()).isInstanceOf(JobState.WaitingForUser.class);
            assertThat(ended.attempt()).isEqualTo(1);
            accept();
        }
    }

    /** The store, of which the n-th call is refused, or done and its answer is lost. */
    private JobStore failing(int call, boolean refused) {
        var calls = new AtomicInteger();
        return (JobStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JobStore.class}, (_, method, arguments) -> {
                    var fails = calls.incrementAndGet() == call;
                    if (fails && refused) {
                        throw new UncheckedIOException(new IOException(method.getName() + " is refused"));
                    }
                    var result = method.invoke(store, arguments);
                    if (fails) {
                        throw new UncheckedIOException(
                                new IOException("the answer to " + method.getName() + " is lost"));
                    }
                    return result;
                });
    }

    @Test
    void anEndIsNotMadeIfAnotherInstanceHasBegunWithTheJob() {
        var running = begun(here);
        clock.pass(settings.lease().plusSeconds(1));
        var theirs = begun(there);
        assertThat(transitions.end(running, now -> running.state().cancel(now)))
                .isEqualTo(new Transition.TakenOver(job.id()));
        assertThat(store.find(job.id())).contains(theirs.job());
        assertThat(here.renew(List.of(job.id()))).containsExactly(job.id());
        assertThat(transitions.end(theirs, now -> theirs.state().cancel(now))).isInstanceOf(Transition.Made.class);
        assertThat(transitions.end(running, now -> running.state().cancel(now)))
                .as("the same end of another attempt")
                .isEqualTo(new Transition.TakenOver(job.id()));
    }

    @Test
    void oneOfTwoCancelsIsMade() {
        assertThat(transitions.cancel(job)).isInstanceOf(Transition.Made.class);
        assertThat(transitions.cancel(job)).isEqualTo(new Transition.TakenOver(job.id()));
        assertThat(here.take(job.id())).isEmpty();
    }

    @Test
    void aRunningJobIsCancelledByItsWorkerOnly() {
        var running = begun(here);
        assertThat(transitions.cancel(running.job())).isEqualTo(new Transition.TakenOver(job.id()));
        assertThat(store.find(job.id())).contains(running.job());
    }

    @Test
    void oneOfTwoResumesIsMade() {
        var running = begun(here);
        transitions.end(running, now -> running.state().fail(failure(now), now));
        var parked = store.find(job.id()).orElseThrow();
        var waiting = (JobState.WaitingForUser) parked.state();
        assertThat(transitions.resume(parked, waiting)).isInstanceOf(Transition.Made.class);
        assertThat(transitions.resume(parked, waiting)).isEqualTo(new Transition.TakenOver(job.id()));
    }

    @Test
    void aJobThatIsHandedBackIsBegunByAnotherInstanceAsIfItWereNew() {
        var running = begun(here);
        assertThat(transitions.handBack(running)).isInstanceOf(Transition.Made.class);
        assertThat(transitions.handBack(running)).as("repeated").isEqualTo(new Transition.TakenOver(job.id()));
        clock.pass(Duration.ofSeconds(1));
        assertThat(there.claim(EnumSet.allOf(WorkKind.class))).map(Job::attempt).contains(1);
        assertThat(transitions.handBack(running))
                .as("while the other instance runs it, as its first attempt again")
                .isEqualTo(new Transition.TakenOver(job.id()));
    }

    private RunningJob begun(Ownership by) {
        var begun = by.take(job.id()).orElseThrow();
        return RunningJob.of(new RunnableJob(job, null), begun);
    }

    private static Outcome.Failed<JobResult> failure(Instant now) {
        var failure = new Failure(
                FailureType.MODEL_LOADING_FAILED, Severity.HIGH, "", "", FailureContext.NONE, List.of(), now);
        return new Outcome.Failed<>(failure, Decision.Reason.NOTHING_LEFT, List.of());
    }
}
