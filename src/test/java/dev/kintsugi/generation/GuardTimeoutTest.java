package dev.kintsugi.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.generation.attempt.AttemptCall;
import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.Pause;
import dev.kintsugi.recovery.Recovery;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.decision.Decider;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The time limit of the guards is shorter than an attempt may take: what it gives up on has ended before anything else begins. */
@QuarkusTest
@TestProfile(GuardTimeoutTest.ShorterThanAnAttempt.class)
class GuardTimeoutTest {

    private static final FailureType FLAKY = FailureType.GENERATION_PIPELINE_ERROR;

    public static class ShorterThanAnAttempt implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            var timeout = "quarkus.fault-tolerance.\"dev.kintsugi.generation.GenerationOperation/attempt\".timeout.";
            return Map.of(
                    timeout + "value",
                    "200",
                    timeout + "unit",
                    "millis",
                    "kintsugi.generation.attempt-timeout",
                    "60s",
                    "kintsugi.home",
                    "target/test-home-guard-timeout");
        }
    }

    @Inject
    GenerationOperation operation;

    @Inject
    GenerationService service;

    @Inject
    Classification classification;

    @Inject
    ScheduledExecutorService scheduler;

    @Inject
    Clock clock;

    private final List<AttemptCall> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void noSecondRunBeginsBesideTheFirst() {
        var generation = generation();
        var recovery = recovery();
        recovery.<Result>run(
                        generation.incident(),
                        plan -> {
                            var call = new AttemptCall(generation, plan, recovery, classification, _ -> longRun());
                            calls.add(call);
                            return operation.attempt(call);
                        },
                        generation::context)
                .await()
                .atMost(Duration.ofSeconds(60));
        assertThat(begun).hasValue(2);
        assertThat(calls)
                .as("the guards gave each up")
                .allSatisfy(call -> assertThatThrownBy(call::throwIfGivenUp).isInstanceOf(TypedException.class));
        assertThat(most).as("at a time").hasValue(1);
    }

    /** It takes longer than the guards wait, and does not end at once when it is stopped. */
    private Uni<Result> longRun() {
        return Uni.createFrom().emitter(emitter -> {
            begun.incrementAndGet();
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            scheduler.schedule(
                    () -> {
                        running.decrementAndGet();
                        emitter.fail(new TypedException(FLAKY, "no"));
                    },
                    2,
                    TimeUnit.SECONDS);
        });
    }

    private Recovery<Plan> recovery() {
        var pace = new RetrySchedule.Backoff(1, Duration.ofMillis(1), Duration.ofMillis(1));
        return new Recovery<>(
                classification,
                new Decider<>(
                        (_, _, _) -> List.of(),
                        RetrySchedule.DEFAULT.with(FLAKY, pace).with(FailureType.INFERENCE_TIMEOUT, pace)),
                new Pause(scheduler, new Random(1)),
                new RetryBudget(0, 1000, Duration.ofSeconds(10), clock));
    }

    private Generation generation() {
        var request = new ImageGeneration(
                Optional.empty(),
                "a red star",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                RecoveryPolicy.ANY);
        var plan = service.plan(request);
        var incident = new Incident<>(plan, RecoveryPolicy.ANY, new Budget(2, 100, Instant.MAX), _ -> {}, clock);
        return new Generation(
                "job", plan, incident, FailureContext.NONE, Checkpoint.NONE, new Generation.Audience(_ -> {}, 0));
    }
}
