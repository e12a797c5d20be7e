package dev.kintsugi.recovery.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.Pause;
import dev.kintsugi.recovery.Recovery;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.Toy;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.decision.Decider;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureException;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.trail.TrailStep;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A guard around an operation that can try the same again by itself does so only if recovery would. */
class RetryAtOnceTest {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final FailureType FLAKY = FailureType.GENERATION_PIPELINE_ERROR;
    private static final Budget BUDGET = new Budget(5, 3, Toy.NOW.plusSeconds(60));

    private final SettableClock clock = new SettableClock();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final List<TrailStep> told = new ArrayList<>();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void isAllowedAfterAShortPauseOfTheSchedule() {
        assertThat(atOnce(FLAKY, RecoveryPolicy.ANY, BUDGET, RetrySchedule.DEFAULT))
                .hasValueSatisfying(pause -> assertThat(pause).isBetween(Duration.ofMillis(10), Duration.ofMillis(30)));
    }

    @Test
    void isNotIfTheScheduleHasNoneOrOnlyALongPause() {
        assertThat(atOnce(FLAKY, RecoveryPolicy.ANY, BUDGET, paced(0, Duration.ZERO)))
                .isEmpty();
        assertThat(atOnce(FLAKY, RecoveryPolicy.ANY, BUDGET, paced(2, Duration.ofMillis(21))))
                .isEmpty();
    }

    @Test
    void isNotIfSomethingElseComesFirstOrTheCallerWantsNothing() {
        assertThat(atOnce(FailureType.VRAM_EXHAUSTION, RecoveryPolicy.ANY, BUDGET, RetrySchedule.DEFAULT))
                .isEmpty();
        assertThat(atOnce(
                        FLAKY, new RecoveryPolicy(RecoveryPolicy.RecoveryScope.NONE, 1), BUDGET, RetrySchedule.DEFAULT))
                .isEmpty();
    }

    @Test
    void isNotIfNoAttemptOrNoTimeIsLeft() {
        assertThat(atOnce(FLAKY, RecoveryPolicy.ANY, new Budget(1, 3, Toy.NOW.plusSeconds(60)), RetrySchedule.DEFAULT))
                .isEmpty();
        assertThat(atOnce(FLAKY, RecoveryPolicy.ANY, new Budget(5, 3, clock.instant()), RetrySchedule.DEFAULT))
                .isEmpty();
    }

    @Test
    void isNotIfAllTogetherTryTooMuchAgainAndTheTrailSaysSoOnce() {
        var incident = incident(RecoveryPolicy.ANY, BUDGET);
        var recovery = recovery(RetrySchedule.DEFAULT, 0);
        recovery.<String>run(
                        incident,
                        _ -> {
                            var failure = Toy.failure(FailureType.CONCURRENT_ACCESS_ERROR);
                            assertThat(recovery.failed(incident, failure, SOON)).isEmpty();
                            return Uni.createFrom().failure(new FailureException(failure, new RuntimeException()));
                        },
                        _ -> FailureContext.NONE)
                .await()
                .atMost(Duration.ofSeconds(60));
        assertThat(told).extracting(TrailStep::result).containsExactly(TrailStep.Result.WITHHELD);
        assertThat(incident.history())
                .as("told by the guard and by what came out")
                .hasSize(1);
    }

    private Optional<Duration> atOnce(FailureType type, RecoveryPolicy policy, Budget budget, RetrySchedule schedule) {
        return recovery(schedule, 10).failed(incident(policy, budget), Toy.failure(type), SOON);
    }

    private Incident<Toy.Plan> incident(RecoveryPolicy policy, Budget budget) {
        return new Incident<>(new Toy.Plan(8, false), policy, budget, told::add, clock);
    }

    private Recovery<Toy.Plan> recovery(RetrySchedule schedule, double retriesPerSecond) {
        return new Recovery<>(
                new Classification(List.of(), clock),
                new Decider<>(Toy.REMEDIES, schedule),
                new Pause(scheduler, new Random(1)),
                new RetryBudget(0, retriesPerSecond, Duration.ofSeconds(10), clock));
    }

    private static RetrySchedule paced(int retries, Duration first) {
        return new RetrySchedule(new RetrySchedule.Backoff(retries, first, Duration.ofSeconds(1)), Map.of());
    }
}
