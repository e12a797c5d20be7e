package dev.kintsugi.recovery.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.Toy;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** For whom time is kept back: only for another plan, and only if it may be tried. */
class OtherPlanTest {

    private static final Budget BUDGET = new Budget(5, 3, Toy.NOW.plusSeconds(60));
    private static final Toy.Plan FULL = new Toy.Plan(8, false);

    private static boolean hasOtherPlan(Remedies<Toy.Plan> remedies, RecoveryPolicy policy, Budget budget) {
        var history = List.of(new Attempt<Toy.Plan>(FULL, null, false, Toy.failure(FailureType.INFERENCE_TIMEOUT)));
        return new Decider<>(remedies, RetrySchedule.DEFAULT)
                .hasOtherPlan(Situation.of(history), policy, budget, Toy.NOW);
    }

    @Test
    void thereIsOneIfItIsLighterAndAllowedAndAnAttemptIsLeft() {
        assertThat(hasOtherPlan(Toy.REMEDIES, RecoveryPolicy.ANY, BUDGET)).isTrue();
        assertThat(hasOtherPlan(Toy.REMEDIES, new RecoveryPolicy(RecoveryPolicy.RecoveryScope.RETRY, 1), BUDGET))
                .isFalse();
        assertThat(hasOtherPlan(Toy.REMEDIES, RecoveryPolicy.ANY, new Budget(1, 3, Toy.NOW.plusSeconds(60))))
                .isFalse();
    }

    @Test
    void thereIsNoneIfNothingIsLighterOrOnlyTheSameWouldBeTriedAgain() {
        assertThat(hasOtherPlan((_, _, _) -> List.of(), RecoveryPolicy.ANY, BUDGET))
                .isFalse();
        assertThat(hasOtherPlan(OtherPlanTest::again, RecoveryPolicy.ANY, BUDGET))
                .isFalse();
        assertThat(hasOtherPlan(OtherPlanTest::same, RecoveryPolicy.ANY, BUDGET))
                .isFalse();
    }

    private static List<Remedy<Toy.Plan>> again(RecoveryStrategy strategy, Failure failure, Toy.Plan plan) {
        return List.of(new Remedy.Retry<>(Duration.ZERO));
    }

    private static List<Remedy<Toy.Plan>> same(RecoveryStrategy strategy, Failure failure, Toy.Plan plan) {
        return List.of(new Remedy.Replan<>(strategy, plan, new Change("size", "8", "8", 0)));
    }
}
