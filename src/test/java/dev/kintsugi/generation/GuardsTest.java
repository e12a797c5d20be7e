package dev.kintsugi.generation;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.kintsugi.recovery.decision.RecoveryPolicy.RecoveryScope;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.recovery.trail.Outcome;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** However the guards and recovery are set, the attempts that really run are those that recovery allows. */
@QuarkusTest
class GuardsTest {

    private static final FailureType FLAKY = FailureType.GENERATION_PIPELINE_ERROR;

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

    /**
     * What recovery is set to.
     *
     * @param attempts in all
     * @param retries of this kind of failure
     * @param pause before each
     * @param free whether the retry budget of all has any left
     */
    private record Settings(int attempts, int retries, Duration pause, RecoveryScope reach, boolean free) {

        /** Written down apart from the code that is tested. */
        int expected() {
            return reach == RecoveryScope.NONE || !free ? 1 : Math.min(attempts, 1 + retries);
        }
    }

    @Test
    void inEachCombinationOfSettingsAsManyAttemptsRunAsRecoveryAllows() {
        var guards = guards();
        for (int attempts : new int[] {1, 2, 3, 5}) {
            for (int retries : new int[] {0, 1, 2, 6}) {
                for (var reach : RecoveryScope.values()) {
                    for (boolean free : new boolean[] {true, false}) {
                        var settings = new Settings(attempts, retries, Duration.ofMillis(1), reach, free);
                        guards.forEach((name, guard) -> assertCounts(name, guard, settings));
                    }
                }
            }
        }
    }

    @Test
    void whatIsDueAfterAPauseThatTheGuardsCannotStopIsTriedByRecoveryAndCountsTheSame() {
        var settings = new Settings(4, 2, Duration.ofMillis(21), RecoveryScope.ANY, true);
        guards().forEach((name, guard) -> assertCounts(name, guard, settings));
    }

    /** The guards of the service, and the same retries with limits of their own. */
    private Map<String, Function<AttemptCall, Uni<Result>>> guards() {
        var guards = new LinkedHashMap<String, Function<AttemptCall, Uni<Result>>>();
        guards.put("as shipped", operation::attempt);
        guards.put("none", AttemptCall::run);
        for (int most : new int[] {0, 1, 3, 100}) {
            guards.put("retries up to " + most, call -> limited(call, most));
        }
        return guards;
    }

    private static Uni<Result> limited(AttemptCall call, int most) {
        return TypedGuard.create(new TypeLiteral<Uni<Result>>() {})
                .withRetry()
                .maxRetries(most)
                .delay(0, ChronoUnit.MILLIS)
                .jitter(0, ChronoUnit.MILLIS)
                .whenException(new Guards.RetryAtOnce())
                .beforeRetry(call::retrying)
                .withCustomBackoff()
                .strategy(Guards.RecoverysPause::new)
                .done()
                .done()
                .build()
                .get(call::run);
    }

    private void assertCounts(String name, Function<AttemptCall, Uni<Result>> guard, Settings settings) {
        var ran = new AtomicInteger();
        var generation = generation(settings);
        var recovery = recovery(settings);
        Function<AttemptCall, Uni<Result>> work = _ -> Uni.createFrom().failure(() -> {
            ran.incrementAndGet();
            return new TypedException(FLAKY, "no");
        });
        var outcome = recovery.<Result>run(
                        generation.incident(),
                        plan -> guard.apply(new AttemptCall(generation, plan, recovery, classification, work)),
                        generation::context)
                .await()
                .atMost(Duration.ofSeconds(60));
        var as = "guard: " + name + ", " + settings;
        assertThat(ran).as(as).hasValue(settings.expected());
        assertThat(generation.incident().history()).as(as).hasSize(settings.expected());
        assertThat(outcome).as(as).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.trail())
                .as(as)
                .hasSize(settings.expected() - 1 + (isWithheld(settings) ? 1 : 0))
                .extracting(step -> step.failure().type())
                .allMatch(FLAKY::equals);
    }

    /** A retry that only the budget of all forbids is told, though it did not run. */
    private static boolean isWithheld(Settings settings) {
        return !settings.free()
                && settings.reach() != RecoveryScope.NONE
                && settings.attempts() > 1
                && settings.retries() > 0;
    }

    private Recovery<Plan> recovery(Settings settings) {
        var pace = new RetrySchedule.Backoff(settings.retries(), settings.pause(), settings.pause());
        return new Recovery<>(
                classification,
                new Decider<>((_, _, _) -> List.of(), RetrySchedule.DEFAULT.with(FLAKY, pace)),
                new Pause(scheduler, new Random(1)),
                new RetryBudget(0, settings.free() ? 1000 : 0, Duration.ofSeconds(10), clock));
    }

    private Generation generation(Settings settings) {
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
        var budget = new Budget(settings.attempts(), 100, Instant.MAX);
        var incident = new Incident<>(plan, new RecoveryPolicy(settings.reach(), 1), budget, _ -> {}, clock);
        return new Generation(
                "job", plan, incident, FailureContext.NONE, Checkpoint.NONE, new Generation.Audience(_ -> {}, 0));
    }
}
