package dev.kintsugi.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.decision.Advice;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Decider;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.Remedies;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.decision.StrategyOrder;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.trail.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A recovery by what an adviser says, as far as the caller allows it. */
class AdvisedRecoveryTest extends RecoveryFixture {

    @Test
    void doesWhatAnAdviserSays() {
        var smaller = new Remedy.Replan<>(
                RecoveryStrategy.PARAMETER_ADJUSTMENT, new Toy.Plan(2, false), new Change("size", "8", "2", 0.1));
        var outcome = run(
                advised(new Advice.Instead<>(smaller)),
                RecoveryPolicy.ANY,
                failing(1, FailureType.CONCURRENT_ACCESS_ERROR));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Degraded.class,
                        degraded -> assertThat(degraded.changes()).containsExactly(smaller.change()));
        assertThat(outcome.trail().getLast().strategy()).isEqualTo(RecoveryStrategy.CUSTOM);
        assertThat(outcome.trail().getLast().action()).isEqualTo("ask somebody: size: 8 → 2");
        assertThat(tried).extracting(Toy.Plan::size).containsExactly(8, 2);
    }

    @Test
    void doesNotDoWhatAnAdviserSaysWhereTheCallerDoesNotAllowIt() {
        var smaller = new Remedy.Replan<>(
                RecoveryStrategy.PARAMETER_ADJUSTMENT, new Toy.Plan(2, false), new Change("size", "8", "2", 0.1));
        var outcome = run(
                advised(new Advice.Instead<>(smaller)),
                new RecoveryPolicy(RecoveryPolicy.RecoveryScope.ANY, 0.05),
                failing(1, FailureType.CONCURRENT_ACCESS_ERROR));
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.trail().getLast().action())
                .isEqualTo("asked somebody: was not done, the caller does not allow size: 8 → 2");
        assertThat(tried).hasSize(1);
        assertThat(outcome.trail().getLast().change())
                .as("nothing became different")
                .isNull();
    }

    @Test
    void triesTheSameAgainWhereAnAdviserMendedSomethingAndSaysWhyWhereItCouldNot() {
        assertThat(run(
                        advised(new Advice.Again<>(Duration.ZERO)),
                        RecoveryPolicy.ANY,
                        failing(1, FailureType.CONCURRENT_ACCESS_ERROR)))
                .isInstanceOf(Outcome.Recovered.class);
        tried.clear();
        var outcome = run(
                advised(new Advice.Nothing<>("nobody is at home")),
                RecoveryPolicy.ANY,
                failing(1, FailureType.CONCURRENT_ACCESS_ERROR));
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.trail().getLast().action()).isEqualTo("asked somebody: nobody is at home");
    }

    /** Nothing but an adviser, who is asked once. */
    private Recovery<Toy.Plan> advised(Advice<Toy.Plan> advice) {
        Remedies<Toy.Plan> remedies = (strategy, failure, plan) -> strategy == RecoveryStrategy.CUSTOM
                ? List.of(new Remedy.Consult<>(Toy.adviser("somebody", advice)))
                : List.of();
        return new Recovery<>(
                classification,
                new Decider<>(
                        remedies,
                        new RetrySchedule(new RetrySchedule.Backoff(0, Duration.ZERO, Duration.ZERO), Map.of()),
                        StrategyOrder.fixed(FailureCatalog.STANDARD).withCustom()),
                new Pause(scheduler, new Random(1)),
                new RetryBudget(0, 10, Duration.ofSeconds(10), clock));
    }
}
