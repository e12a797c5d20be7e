package dev.kintsugi.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Decider;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.Remedies;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.decision.RepairAction;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.recovery.trail.TrailStep.Result;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** The driver, with plans that fail as they are told to. */
class RecoveryTest extends RecoveryFixture {

    @Test
    void leavesNoTrailWhenNothingFails() {
        var outcome = run(RecoveryPolicy.ANY, plan -> Uni.createFrom().item("done"));
        assertThat(outcome).isEqualTo(new Outcome.Completed<>("done"));
        assertThat(told).isEmpty();
    }

    @Test
    void recoversWithoutLossByTryingAgain() {
        var outcome = run(RecoveryPolicy.ANY, failing(1, FailureType.GENERATION_PIPELINE_ERROR));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Recovered.class,
                        recovered -> assertThat(recovered.trail()).hasSize(1));
        assertThat(told).extracting(TrailStep::result).containsExactly(Result.TRYING, Result.WORKED);
        assertThat(tried).hasSize(2).containsOnly(new Toy.Plan(8, false));
    }

    @Test
    void tellsWhatWasLostFromTheFirstValueToTheLast() {
        var outcome = run(RecoveryPolicy.ANY, failing(3, FailureType.VRAM_EXHAUSTION));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Degraded.class,
                        degraded -> assertThat(degraded.changes()).containsExactly(new Change("size", "8", "1", 0.1)));
        assertThat(tried).extracting(Toy.Plan::size).containsExactly(8, 8, 4, 1);
    }

    @Test
    void givesTheFirstFailureBackWhereTheCallerWantsNoRecovery() {
        var outcome = run(Toy.POLICIES.get(RecoveryPolicy.RecoveryScope.NONE), failing(1, FailureType.VRAM_EXHAUSTION));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(Decision.Reason.POLICY);
            assertThat(failed.trail()).isEmpty();
        });
        assertThat(tried).hasSize(1);
    }

    @Test
    void endsAfterFiveAttempts() {
        var outcome = run(RecoveryPolicy.ANY, failing(100, FailureType.VRAM_EXHAUSTION));
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(tried).hasSize(5);
        assertThat(told)
                .filteredOn(step -> step.result() != Result.TRYING)
                .extracting(TrailStep::result)
                .containsOnly(Result.FAILED);
    }

    @Test
    void aRepairThatWorkedIsNotToldAsFailedBecauseSomethingElseFailsNext() {
        var failures = List.of(
                FailureType.MODEL_CORRUPTION_DETECTED, FailureType.VRAM_EXHAUSTION, FailureType.VRAM_EXHAUSTION);
        var outcome = run(
                RecoveryPolicy.ANY,
                _ -> tried.size() <= failures.size()
                        ? Uni.createFrom().failure(new TypedException(failures.get(tried.size() - 1), "no"))
                        : Uni.createFrom().item("done"));
        assertThat(outcome.trail())
                .extracting(TrailStep::strategy, TrailStep::result)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(RecoveryStrategy.AUTOMATIC_REPAIR, Result.WORKED),
                        org.assertj.core.groups.Tuple.tuple(RecoveryStrategy.RESOURCE_OPTIMIZATION, Result.FAILED),
                        org.assertj.core.groups.Tuple.tuple(RecoveryStrategy.PARAMETER_ADJUSTMENT, Result.WORKED));
    }

    @Test
    void theLastRepairOfWhatFailsForGoodDidNotWork() {
        var outcome = run(
                RecoveryPolicy.ANY,
                _ -> Uni.createFrom()
                        .failure(new TypedException(
                                tried.size() == 1
                                        ? FailureType.MODEL_CORRUPTION_DETECTED
                                        : FailureType.PERMISSION_DENIED,
                                "no")));
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.trail())
                .extracting(TrailStep::strategy, TrailStep::result)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(RecoveryStrategy.AUTOMATIC_REPAIR, Result.FAILED));
        assertThat(told).extracting(TrailStep::result).containsExactly(Result.TRYING, Result.FAILED);
    }

    @Test
    void whatWasForeseenDidNotFailWhereSomethingElseDid() {
        var time = new SettableClock();
        var incident = new Incident<>(
                new Toy.Plan(8, false), RecoveryPolicy.ANY, new Budget(5, 3, Toy.NOW.plusSeconds(60)), told::add, time);
        incident.foresee(
                Toy.failure(FailureType.VRAM_EXHAUSTION),
                new Remedy.Replan<>(
                        RecoveryStrategy.PARAMETER_ADJUSTMENT,
                        new Toy.Plan(4, false),
                        new Change("size", "8", "4", 0.1)));
        time.pass(Duration.ofMinutes(10)); // it waits
        incident.attempting();
        time.pass(Duration.ofSeconds(2));
        incident.failed(Toy.failure(FailureType.MODEL_LOADING_FAILED));
        time.pass(Duration.ofSeconds(3)); // a pause
        incident.begin(new Remedy.Repair<>(Toy.task("repair")));
        told.removeLast();
        assertThat(told).last().extracting(TrailStep::result).isEqualTo(Result.WORKED);
        assertThat(told).last().extracting(TrailStep::took).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whatWasCorrectedInARequestIsToldWhateverTakesThePlaceOfItsPlan() {
        var incident = new Incident<>(
                new Toy.Plan(8, false),
                RecoveryPolicy.ANY,
                new Budget(5, 3, Toy.NOW.plusSeconds(60)),
                told::add,
                clock);
        var corrected = List.of(new Change("size", "99", "8", 0.01), new Change("n", "50", "10", 0.01));
        for (var change : corrected) {
            incident.corrected(
                    Toy.failure(FailureType.INVALID_PARAMETERS),
                    new Remedy.Replan<>(RecoveryStrategy.PARAMETER_ADJUSTMENT, incident.plan(), change));
        }
        incident.attempting();
        incident.failed(Toy.failure(FailureType.INFERENCE_TIMEOUT));
        incident.begin(Remedy.Replan.anew(
                RecoveryStrategy.PARAMETER_ADJUSTMENT,
                new Toy.Plan(1, false),
                List.of(new Change("size", "8", "1", 0.1))));
        assertThat(changes(incident)).containsExactly("size: 99 → 1", "n: 50 → 10");
        incident.reopen(new Toy.Plan(8, false));
        assertThat(changes(incident)).containsExactly("size: 99 → 8", "n: 50 → 10");
    }

    @Test
    void whatEarlierProcessesDidIsToldAndCostsNothingAnyMore() {
        var before = new Incident<>(
                new Toy.Plan(8, false),
                RecoveryPolicy.ANY,
                new Budget(5, 3, Toy.NOW.plusSeconds(60)),
                told::add,
                clock);
        before.attempting();
        before.failed(Toy.failure(FailureType.VRAM_EXHAUSTION));
        before.begin(new Remedy.Replan<>(
                RecoveryStrategy.PARAMETER_ADJUSTMENT, new Toy.Plan(4, false), new Change("size", "8", "4", 0.1)));
        var earlier = List.copyOf(told);
        told.clear();
        var after = new Incident<>(
                new Toy.Plan(8, false),
                RecoveryPolicy.ANY,
                new Budget(5, 3, Toy.NOW.plusSeconds(60)),
                told::add,
                clock);
        after.continues(earlier);
        assertThat(after.succeeded("done"))
                .isInstanceOfSatisfying(
                        Outcome.Recovered.class,
                        recovered -> assertThat((List<?>) recovered.trail())
                                .extracting(step -> ((TrailStep) step).result())
                                .containsExactly(Result.FAILED));
        assertThat(told).as("they were told before").isEmpty();
    }

    private static List<String> changes(Incident<Toy.Plan> incident) {
        return incident.succeeded("done") instanceof Outcome.Degraded<String> degraded
                ? degraded.changes().stream().map(Change::toString).toList()
                : List.of();
    }

    @Test
    void neverTriesAgainWhatWasCancelled() {
        assertThatThrownBy(() ->
                        run(RecoveryPolicy.ANY, _ -> Uni.createFrom().failure(new CancellationException("enough"))))
                .isInstanceOf(CancellationException.class);
        assertThat(tried).hasSize(1);
    }

    @Test
    void goesOnWithTheNextRemedyWhereOneCannotBeDone() {
        Remedies<Toy.Plan> broken = (strategy, failure, plan) -> strategy == RecoveryStrategy.AUTOMATIC_REPAIR
                ? List.of(new Remedy.Repair<>(new RepairAction() {
                    @Override
                    public String name() {
                        return "repair";
                    }

                    @Override
                    public Uni<String> run() {
                        return Uni.createFrom().failure(new IOException("disk on fire"));
                    }
                }))
                : Toy.REMEDIES.remedies(strategy, failure, plan);
        var driver = new Recovery<>(
                classification,
                new Decider<>(broken, RetrySchedule.DEFAULT),
                new Pause(scheduler, new Random(1)),
                new RetryBudget(0.2, 10, Duration.ofSeconds(10), clock));
        var outcome = run(driver, RecoveryPolicy.ANY, failing(1, FailureType.MODEL_LOADING_FAILED));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Recovered.class,
                        recovered -> assertThat(recovered.trail().toString()).doesNotContain("disk on fire"));
        assertThat(told)
                .extracting(TrailStep::strategy, TrailStep::result)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(RecoveryStrategy.AUTOMATIC_REPAIR, Result.FAILED),
                        org.assertj.core.groups.Tuple.tuple(RecoveryStrategy.RESOURCE_OPTIMIZATION, Result.WORKED));
    }

    @Test
    void sumsLossesAgainstWhatTheCallerAllows() {
        var outcome = run(
                new RecoveryPolicy(RecoveryPolicy.RecoveryScope.ANY, 0.15), failing(100, FailureType.VRAM_EXHAUSTION));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(Decision.Reason.ATTEMPTS));
        assertThat(tried)
                .as("one loss of 0.1 at a time, then each from the start")
                .containsExactly(
                        new Toy.Plan(8, false),
                        new Toy.Plan(8, false),
                        new Toy.Plan(4, false),
                        new Toy.Plan(1, false),
                        new Toy.Plan(8, true));
    }

    @Test
    void saysInTheTrailThatTheRetryBudgetOfAllIsUsedUpAndGoesOnWithWhatChangesSomething() {
        var outcome = run(withRetries(0), RecoveryPolicy.ANY, failing(1, FailureType.GENERATION_PIPELINE_ERROR));
        assertThat(outcome).isInstanceOf(Outcome.Recovered.class);
        assertThat(outcome.trail())
                .extracting(TrailStep::strategy, TrailStep::result)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(RecoveryStrategy.IMMEDIATE_RETRY, Result.WITHHELD),
                        org.assertj.core.groups.Tuple.tuple(RecoveryStrategy.RESOURCE_OPTIMIZATION, Result.WORKED));
        assertThat(outcome.trail().getFirst().action()).contains("too many requests");
        assertThat(tried).hasSize(2);
    }

    @Test
    void givesUpAndSaysWhyWhereOnlyTheSameAgainWouldHelpAndNoRetryIsLeft() {
        var outcome = run(withRetries(0), RecoveryPolicy.ANY, failing(1, FailureType.CONCURRENT_ACCESS_ERROR));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(Decision.Reason.RETRIES));
        assertThat(outcome.trail()).hasSize(1);
        assertThat(tried).hasSize(1);
    }

    private Recovery<Toy.Plan> withRetries(double perSecond) {
        return new Recovery<>(
                classification,
                new Decider<>(Toy.REMEDIES, RetrySchedule.DEFAULT),
                new Pause(scheduler, new Random(1)),
                new RetryBudget(0, perSecond, Duration.ofSeconds(10), clock));
    }
}
