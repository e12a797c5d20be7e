package dev.kintsugi.recovery;

import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.decision.Decider;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;

/** The driver of a plan that fails as often as it is told to, and what was tried and told. */
abstract class RecoveryFixture {

    final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    final Clock clock = Clock.fixed(Toy.NOW, ZoneOffset.UTC);
    final Classification classification = new Classification(List.of(), clock);
    final Recovery<Toy.Plan> recovery = new Recovery<>(
            classification,
            new Decider<>(Toy.REMEDIES, RetrySchedule.DEFAULT),
            new Pause(scheduler, new Random(1)),
            new RetryBudget(0.2, 10, Duration.ofSeconds(10), clock));
    final List<TrailStep> told = new ArrayList<>();
    final List<Toy.Plan> tried = new ArrayList<>();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    Operation<Toy.Plan, String> failing(int times, FailureType type) {
        return _ -> tried.size() <= times
                ? Uni.createFrom().failure(new TypedException(type, "no"))
                : Uni.createFrom().item("done");
    }

    Outcome<String> run(RecoveryPolicy policy, Operation<Toy.Plan, String> operation) {
        return run(recovery, policy, operation);
    }

    Outcome<String> run(Recovery<Toy.Plan> driver, RecoveryPolicy policy, Operation<Toy.Plan, String> operation) {
        var incident = new Incident<>(
                new Toy.Plan(8, false), policy, new Budget(5, 3, Toy.NOW.plusSeconds(60)), told::add, clock);
        return driver.run(
                        incident,
                        plan -> {
                            tried.add(plan);
                            return operation.attempt(plan);
                        },
                        _ -> FailureContext.NONE)
                .await()
                .atMost(Duration.ofSeconds(60));
    }
}
