package dev.kintsugi.recovery.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.Toy;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * All of it, not samples: every kind of failure after every other, up to three different ones in a row, under every
 * policy, with remedies that can be carried out or not. Each run ends within its budget, never becomes heavier, never
 * tries what failed unless the world changed, never loses more than the caller allows, and is the same each time.
 */
class DecisionSpaceTest {

    private static final Budget BUDGET = new Budget(5, 3, Toy.NOW.plusSeconds(60));
    private static final int MOST_STEPS = 20;

    /** The kinds of failure for which the last attempts are reserved. */
    private static final Set<FailureType> RESERVING =
            Set.of(FailureType.VRAM_EXHAUSTION, FailureType.INFERENCE_TIMEOUT);

    private final Decider<Toy.Plan> decider = new Decider<>(
            Toy.REMEDIES,
            RetrySchedule.DEFAULT,
            StrategyOrder.fixed(FailureCatalog.STANDARD).withCustom());

    private long runs;
    private long decisions;

    @Test
    void everyRunEndsAsItMust() {
        for (var first : FailureType.values()) {
            for (var second : FailureType.values()) {
                for (var third : FailureType.values()) {
                    enumerate(List.of(first, second, third));
                }
            }
        }
        assertThat(runs)
                .isEqualTo((long) Math.pow(FailureType.values().length, 3)
                        * policies().count()
                        * 2);
        assertThat(decisions).isGreaterThan(runs);
    }

    private void enumerate(List<FailureType> types) {
        policies().forEach(policy -> {
            for (var remediesFail : new boolean[] {false, true}) {
                runs++;
                run(types, policy, remediesFail);
            }
        });
    }

    private static Stream<RecoveryPolicy> policies() {
        return Stream.of(RecoveryPolicy.RecoveryScope.values())
                .flatMap(reach -> Stream.of(0.0, 0.25, 1.0).map(loss -> new RecoveryPolicy(reach, loss)));
    }

    private void run(List<FailureType> types, RecoveryPolicy policy, boolean remediesFail) {
        var history = new ArrayList<Attempt<Toy.Plan>>();
        var plan = new Toy.Plan(8, false);
        Remedy<Toy.Plan> remedy = null;
        var failed = false;
        for (int step = 0; step < MOST_STEPS; step++) {
            history.add(new Attempt<>(plan, remedy, failed, Toy.failure(types.get(Math.min(step, types.size() - 1)))));
            var decision = decider.decide(history, policy, BUDGET, Toy.NOW);
            decisions++;
            if (decision instanceof Decision.GiveUp<Toy.Plan>) {
                assertWithinBudget(history);
                assertWhatWouldWorkWasTried(history, policy);
                return;
            }
            remedy = ((Decision.Apply<Toy.Plan>) decision).remedy();
            // Tasks and advisers can fail; another plan is always there.
            failed = remediesFail && remedy.replan().isEmpty() && !(remedy instanceof Remedy.Retry);
            if (remedy instanceof Remedy.Consult<Toy.Plan> consult) {
                remedy = consult.advised(new Advice.Again<>(Duration.ZERO));
            }
            plan = next(plan, remedy, history, policy);
        }
        throw new AssertionError("no end for " + types + " under " + policy);
    }

    private static Toy.Plan next(
            Toy.Plan plan, Remedy<Toy.Plan> remedy, List<Attempt<Toy.Plan>> history, RecoveryPolicy policy) {
        var replan = remedy.replan();
        if (replan.isEmpty()) {
            return plan;
        }
        var other = replan.get().plan();
        if (other.size() > (replan.get().anew() ? history.getFirst().plan() : plan).size()
                || plan.helper() && !other.helper()) {
            throw new AssertionError("heavier: " + plan + " → " + other);
        }
        if (triedSinceTheWorldChanged(history).anyMatch(other::equals)) {
            throw new AssertionError("failed already: " + other);
        }
        var loss = 0.0;
        for (var one : Stream.concat(history.stream().map(Attempt::remedy), Stream.of(remedy))
                .filter(done -> done != null)
                .flatMap(done -> done.replan().stream())
                .toList()) {
            loss = one.change().loss() + (one.anew() ? 0 : loss);
        }
        if (loss > policy.maxDegradation() + 1e-9) {
            throw new AssertionError("lost " + loss + " under " + policy);
        }
        return other;
    }

    private static Stream<Toy.Plan> triedSinceTheWorldChanged(List<Attempt<Toy.Plan>> history) {
        var from = IntStream.range(0, history.size())
                .filter(i -> history.get(i).afterWorldChanged())
                .max()
                .orElse(0);
        return history.subList(from, history.size()).stream().map(Attempt::plan);
    }

    /** However the first attempts were used, the last ones are for the lightest plans that the caller allows. */
    private static void assertWhatWouldWorkWasTried(List<Attempt<Toy.Plan>> history, RecoveryPolicy policy) {
        var tried = history.stream().filter(attempt -> !attempt.remedyFailed()).toList();
        var reserved = history.size() > Decider.RESERVED
                && tried.size() == BUDGET.attempts()
                && tried.subList(BUDGET.attempts() - Decider.RESERVED - 1, BUDGET.attempts()).stream()
                        .allMatch(
                                attempt -> RESERVING.contains(attempt.failure().type()));
        var lightest =
                switch (policy.reach()) {
                    case NONE, RETRY -> null;
                    case SAME_MODEL -> policy.maxDegradation() >= 0.1 ? new Toy.Plan(1, false) : null;
                    case ANY -> policy.maxDegradation() >= 0.2 ? new Toy.Plan(1, true) : null;
                };
        if (reserved
                && lightest != null
                && tried.stream().noneMatch(attempt -> attempt.plan().equals(lightest))) {
            throw new AssertionError("never tried " + lightest + " under " + policy + ": " + history);
        }
    }

    private static void assertWithinBudget(List<Attempt<Toy.Plan>> history) {
        var tries = history.stream().filter(attempt -> !attempt.remedyFailed()).count();
        if (tries > BUDGET.attempts()) {
            throw new AssertionError(tries + " tries");
        }
    }

    @Test
    void theSameHistoryGivesTheSameDecision() {
        for (var type : FailureType.values()) {
            for (int attempts = 1; attempts <= BUDGET.attempts(); attempts++) {
                var history = new ArrayList<Attempt<Toy.Plan>>();
                for (int i = 0; i < attempts; i++) {
                    history.add(new Attempt<>(new Toy.Plan(8 >> i, false), null, false, Toy.failure(type)));
                }
                var once = decider.decide(history, RecoveryPolicy.ANY, BUDGET, Toy.NOW);
                var again = decider.decide(List.copyOf(history), RecoveryPolicy.ANY, BUDGET, Toy.NOW);
                assertThat(shape(again)).isEqualTo(shape(once));
            }
        }
    }

    /** Tasks and advisers are equal by their name only. */
    private static String shape(Decision<Toy.Plan> decision) {
        return decision.toString().replaceAll("(Toy\\$\\d|Lambda)[^,\\]]*", "");
    }
}
