package dev.kintsugi.recovery.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.Toy;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever fails in whatever order: it ends, within its budget, and nothing is done again for nothing. */
class NoLoopTest {

    private static final int SEQUENCES = 20_000;
    private static final long SEED = 20260101;

    private final Decider<Toy.Plan> decider = new Decider<>(
            Toy.REMEDIES,
            RetrySchedule.DEFAULT,
            StrategyOrder.fixed(FailureCatalog.STANDARD).withCustom());

    @Test
    void endsForEveryPairOfFailuresEvenWithoutALimitOfAttempts() {
        for (var first : FailureType.values()) {
            for (var second : FailureType.values()) {
                run(List.of(first, second), RecoveryPolicy.ANY, new Budget(1000, 1000, Toy.NOW.plusSeconds(1)), 0);
            }
        }
    }

    @Test
    void endsForRandomSequencesWithRemediesThatFailThemselves() {
        var random = new Random(SEED);
        for (int i = 0; i < SEQUENCES; i++) {
            var types = new ArrayList<FailureType>();
            for (int k = 0; k < 1 + random.nextInt(8); k++) {
                types.add(FailureType.values()[random.nextInt(FailureType.values().length)]);
            }
            var reach = RecoveryPolicy.RecoveryScope.values()[random.nextInt(4)];
            var policy = new RecoveryPolicy(reach, random.nextDouble());
            var budget = new Budget(5, 3, Toy.NOW.plusSeconds(1), random.nextBoolean());
            run(types, policy, budget, random.nextInt(4));
        }
    }

    private void run(List<FailureType> types, RecoveryPolicy policy, Budget budget, int failingRemedies) {
        var history = new ArrayList<Attempt<Toy.Plan>>();
        var failedPlans = new HashSet<Toy.Plan>();
        var tasks = new HashSet<String>();
        var plan = new Toy.Plan(8, false);
        Remedy<Toy.Plan> remedy = null;
        var loss = 0.0;
        for (int step = 0; step < 200; step++) {
            // Another plan is always there; only what is done outside can fail.
            var remedyFails =
                    remedy != null && remedy.replan().isEmpty() && failingRemedies > 0 && step % 4 < failingRemedies;
            history.add(new Attempt<>(plan, remedy, remedyFails, Toy.failure(types.get(step % types.size()))));
            failedPlans.add(plan);
            var decision = decider.decide(history, policy, budget, Toy.NOW);
            if (decision instanceof Decision.GiveUp<Toy.Plan>) {
                return;
            }
            remedy = ((Decision.Apply<Toy.Plan>) decision).remedy();
            switch (remedy) {
                case Remedy.Retry<Toy.Plan> _ -> {
                    assertThat(policy.reach()).isNotEqualTo(RecoveryPolicy.RecoveryScope.NONE);
                    assertThat(budget.retries()).isTrue();
                }
                case Remedy.Repair<Toy.Plan> repair -> {
                    assertThat(tasks.add(repair.task().name()))
                            .as("%s twice", repair)
                            .isTrue();
                    failedPlans.clear();
                }
                case Remedy.Relieve<Toy.Plan> relieve -> {
                    assertThat(tasks.add(relieve.task().name()))
                            .as("%s twice", relieve)
                            .isTrue();
                    failedPlans.clear();
                }
                case Remedy.Consult<Toy.Plan> consult -> {
                    assertThat(tasks.add(consult.adviser().name()))
                            .as("%s twice", consult)
                            .isTrue();
                    remedy = consult.advised(new Advice.Again<>(Duration.ZERO));
                    failedPlans.clear();
                }
                case Remedy.Replan<Toy.Plan> replan -> {
                    assertThat(failedPlans).as("a plan that failed").doesNotContain(replan.plan());
                    assertThat(replan.plan().size())
                            .as("never heavier")
                            .isLessThanOrEqualTo(replan.anew() ? 8 : plan.size());
                    loss = replan.change().loss() + (replan.anew() ? 0 : loss);
                    assertThat(loss).isLessThanOrEqualTo(policy.maxDegradation() + 1e-9);
                    plan = replan.plan();
                }
            }
            assertThat(history.size()).isLessThanOrEqualTo(Math.max(budget.attempts(), 100));
        }
        throw new AssertionError("no end for " + types + " under " + policy + " (seed " + SEED + ")");
    }
}
