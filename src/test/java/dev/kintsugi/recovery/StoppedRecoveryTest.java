package dev.kintsugi.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.decision.Decider;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.Remedies;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.decision.RepairAction;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.recovery.trail.Outcome;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A recovery that is stopped while something is done about a failure. */
class StoppedRecoveryTest {

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final SettableClock clock = new SettableClock();
    private final List<Toy.Plan> tried = new ArrayList<>();
    private final Incident<Toy.Plan> incident = new Incident<>(
            new Toy.Plan(8, false), RecoveryPolicy.ANY, new Budget(5, 3, Toy.NOW.plusSeconds(60)), _ -> {}, clock);

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void aPauseEndsAtOnceWhereItIsCancelled() {
        var schedule = new RetrySchedule(
                new RetrySchedule.Backoff(1, Duration.ofMinutes(10), Duration.ofMinutes(10)), Map.of());
        var begun = run(
                        schedule,
                        FailureType.GENERATION_PIPELINE_ERROR,
                        () -> Uni.createFrom().item(""))
                .subscribeAsCompletionStage();
        incident.cancellation().ask();
        assertThat(begun).isCompletedExceptionally();
        assertThatThrownBy(begun::join).isInstanceOf(CancellationException.class);
        assertThat(tried).hasSize(1);
    }

    @Test
    void nothingIsTriedAfterARepairDuringWhichItWasCancelled() {
        assertCancelled(() -> {
            incident.cancellation().ask();
            return Uni.createFrom().item("mended");
        });
    }

    @Test
    void nothingElseIsDoneAfterARepairThatFailedAndDuringWhichItWasCancelled() {
        assertCancelled(() -> {
            incident.cancellation().ask();
            return Uni.createFrom().failure(new IOException("disk on fire"));
        });
        assertThat(incident.history()).hasSize(2);
    }

    @Test
    void theRealFailureIsToldWhereARepairTookAllTheTime() {
        var outcome = run(RetrySchedule.DEFAULT, FailureType.MODEL_LOADING_FAILED, () -> {
                    clock.pass(Duration.ofMinutes(2));
                    return Uni.createFrom().item("mended");
                })
                .await()
                .atMost(Duration.ofSeconds(60));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.failure().type()).isEqualTo(FailureType.MODEL_LOADING_FAILED);
            assertThat(failed.reason()).isEqualTo(Decision.Reason.DEADLINE);
        });
        assertThat(outcome.trail()).hasSize(1);
        assertThat(outcome.trail().getFirst().action()).contains("no time was left");
        assertThat(tried).hasSize(1);
    }

    private void assertCancelled(Supplier<Uni<String>> repair) {
        assertThatThrownBy(() -> run(RetrySchedule.DEFAULT, FailureType.MODEL_LOADING_FAILED, repair)
                        .await()
                        .atMost(Duration.ofSeconds(60)))
                .isInstanceOf(CancellationException.class);
        assertThat(tried).hasSize(1);
    }

    /** Fails once. */
    private Uni<Outcome<String>> run(RetrySchedule schedule, FailureType type, Supplier<Uni<String>> repair) {
        Remedies<Toy.Plan> remedies = (strategy, failure, plan) -> strategy == RecoveryStrategy.AUTOMATIC_REPAIR
                ? List.of(new Remedy.Repair<>(new RepairAction() {
                    @Override
                    public String name() {
                        return "repair";
                    }

                    @Override
                    public Uni<String> run() {
                        return repair.get();
                    }
                }))
                : Toy.REMEDIES.remedies(strategy, failure, plan);
        var recovery = new Recovery<>(
                new Classification(List.of(), clock),
                new Decider<>(remedies, schedule),
                new Pause(scheduler, new Random(1)),
                new RetryBudget(0.2, 10, Duration.ofSeconds(10), clock));
        return recovery.run(
                incident,
                plan -> {
                    tried.add(plan);
                    return tried.size() == 1
                            ? Uni.createFrom().failure(new TypedException(type, "no"))
                            : Uni.createFrom().item("done");
                },
                _ -> FailureContext.NONE);
    }
}
