package dev.kintsugi.recovery.decision;

import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.decision.Decision.Apply;
import dev.kintsugi.recovery.decision.Decision.GiveUp;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.decision.Remedy.Consult;
import dev.kintsugi.recovery.decision.Remedy.Relieve;
import dev.kintsugi.recovery.decision.Remedy.Repair;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.decision.Remedy.Retry;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Chooses what to try next. Pure: what it says follows from its arguments and the order of strategies alone.
 *
 * <p>Strategies are taken in the order of the failure's type and their remedies least loss first. No plan that failed
 * is tried again unless the world was changed since, no task is done twice, retries are counted and attempts are
 * limited: so no loop is possible. The last attempts are reserved for plans that work if any does, whatever the others
 * were used for.
 */
public final class Decider<P> {

    /** So many attempts are kept for {@link Remedies#lastResorts}. */
    static final int RESERVED = 2;

    private final Remedies<P> remedies;
    private final RetrySchedule schedule;
    private final StrategyOrder order;

    public Decider(Remedies<P> remedies, RetrySchedule schedule) {
        this(remedies, schedule, StrategyOrder.fixed(FailureCatalog.STANDARD));
    }

    public Decider(Remedies<P> remedies, RetrySchedule schedule, StrategyOrder order) {
        this.remedies = remedies;
        this.schedule = schedule;
        this.order = order;
    }

    /** @param history every attempt so far that failed, oldest first, at least one */
    public Decision<P> decide(List<Attempt<P>> history, RecoveryPolicy policy, Budget budget, Instant now) {
        return decide(Situation.of(history), policy, budget, now);
    }

    /** What to try next, or that nothing more is tried. */
    public Decision<P> decide(Situation<P> situation, RecoveryPolicy policy, Budget budget, Instant now) {
        if (policy.reach() == RecoveryPolicy.RecoveryScope.NONE) {
            return new GiveUp<>(Reason.POLICY);
        }
        var left = budget.attempts() - situation.attempts();
        if (left <= 0) {
            return new GiveUp<>(Reason.ATTEMPTS);
        }
        if (!now.isBefore(budget.deadline())) {
            return new GiveUp<>(Reason.DEADLINE);
        }
        var strategies = order.strategies(situation.last().failure(), now);
        var late = isLate(situation, budget, now);
        if (left <= RESERVED || late) {
            var resorts = lastResorts(situation, strategies, policy);
            if (late && !resorts.isEmpty() || left <= resorts.size()) {
                return new Apply<>(resorts.get(Math.max(0, resorts.size() - left)));
            }
        }
        if (situation.failedStrategies() >= budget.failedStrategies()) {
            return lastResort(situation, strategies, policy, Reason.STRATEGIES);
        }
        return usual(situation, strategies, policy, budget);
    }

    /**
     * Whether another plan may be tried after the last attempt, now or after other remedies: what needs time that is
     * kept back. The same plan again needs as much as it had.
     */
    public boolean hasOtherPlan(Situation<P> situation, RecoveryPolicy policy, Budget budget, Instant now) {
        var strategies = order.strategies(situation.last().failure(), now);
        var loss = situation.loss();
        return budget.attempts() > situation.attempts()
                && (situation.failedStrategies() < budget.failedStrategies()
                                && strategies.stream()
                                        .flatMap(strategy -> candidates(strategy, situation).stream())
                                        .anyMatch(remedy -> isOfAnotherPlan(remedy)
                                                && isNew(remedy, situation.history())
                                                && policy.allows(remedy, loss))
                        || !lastResorts(situation, strategies, policy).isEmpty());
    }

    private static <P> boolean isOfAnotherPlan(Remedy<P> remedy) {
        return switch (remedy) {
            case Replan<P> _, Consult<P> _ -> true;
            case Retry<P> _, Repair<P> _, Relieve<P> _ -> false;
        };
    }

    private Decision<P> usual(
            Situation<P> situation, List<RecoveryStrategy> strategies, RecoveryPolicy policy, Budget budget) {
        var loss = situation.loss();
        var forbidden = false;
        var withheld = false;
        for (var strategy : strategies) {
            for (var remedy : candidates(strategy, situation)) {
                if (!isNew(remedy, situation.history())) {
                    continue;
                }
                if (remedy instanceof Retry<P> && !budget.retries()) {
                    withheld = true;
                    continue;
                }
                if (policy.allows(remedy, loss)) {
                    return new Apply<>(remedy);
                }
                forbidden = true;
            }
        }
        if (forbidden) {
            return lastResort(situation, strategies, policy, Reason.POLICY);
        }
        return lastResort(situation, strategies, policy, withheld ? Reason.RETRIES : Reason.NOTHING_LEFT);
    }

    /** The attempts that are left are not all needed: what was kept for the last ones is tried before giving up. */
    private Decision<P> lastResort(
            Situation<P> situation, List<RecoveryStrategy> strategies, RecoveryPolicy policy, Reason otherwise) {
        var resorts = lastResorts(situation, strategies, policy);
        return resorts.isEmpty() ? new GiveUp<>(otherwise) : new Apply<>(resorts.getFirst());
    }

    /** Another attempt that takes as long as the last one would leave no time for those that work for certain. */
    private static <P> boolean isLate(Situation<P> situation, Budget budget, Instant now) {
        var took = situation.lastTook();
        return !took.isZero() && now.plus(took).isAfter(budget.deadline());
    }

    /** For each reserved attempt the lightest plan that the caller allows, unless that has failed. */
    private List<Remedy<P>> lastResorts(
            Situation<P> situation, List<RecoveryStrategy> strategies, RecoveryPolicy policy) {
        var loss = situation.loss();
        return remedies.lastResorts(situation).stream()
                .map(plans -> plans.stream()
                        .filter(plan -> strategies.contains(plan.strategy()) && policy.allows(plan, loss))
                        .reduce((_, lighter) -> lighter))
                .flatMap(Optional::stream)
                .filter(plan -> isNew(plan, situation.history()))
                .<Remedy<P>>map(plan -> plan)
                .toList();
    }

    private List<Remedy<P>> candidates(RecoveryStrategy strategy, Situation<P> situation) {
        if (strategy == RecoveryStrategy.IMMEDIATE_RETRY) {
            return schedule.next(situation.last().failure().type(), retries(situation.history())).stream()
                    .<Remedy<P>>map(Retry::new)
                    .toList();
        }
        return remedies.remedies(strategy, situation);
    }

    private boolean isNew(Remedy<P> remedy, List<Attempt<P>> history) {
        return switch (remedy) {
            case Retry<P> _ -> true;
            case Replan<P> replan -> !failedSinceTheWorldChanged(replan.plan(), history);
            case Repair<P> repair -> !done(repair.task(), history);
            case Relieve<P> relieve -> !done(relieve.task(), history);
            case Consult<P> consult -> !asked(consult.adviser(), history);
        };
    }

    private boolean failedSinceTheWorldChanged(P plan, List<Attempt<P>> history) {
        for (var attempt : history.reversed()) {
            if (attempt.plan().equals(plan)) {
                return true;
            }
            if (attempt.afterWorldChanged()) {
                return false;
            }
        }
        return false;
    }

    private boolean done(RepairAction action, List<Attempt<P>> history) {
        return history.stream().anyMatch(attempt -> switch (attempt.remedy()) {
            case Repair<P> repair -> repair.task().name().equals(action.name());
            case Relieve<P> relieve -> relieve.task().name().equals(action.name());
            case Replan<P> _, Retry<P> _, Consult<P> _ -> false;
            case null -> false;
        });
    }

    private static <P> boolean asked(Adviser<P> adviser, List<Attempt<P>> history) {
        return history.stream()
                .anyMatch(attempt -> attempt.remedy() instanceof Consult<P> consult
                        && consult.adviser().name().equals(adviser.name()));
    }

    /**
     * Whether what was advised may be done: it must be new and within what the caller allows, as everything else.
     *
     * @return why not, empty if it may
     */
    public Optional<String> objection(Replan<P> advised, Situation<P> situation, RecoveryPolicy policy) {
        if (failedSinceTheWorldChanged(advised.plan(), situation.history())) {
            return Optional.of("that has failed already");
        }
        return policy.allows(advised, situation.loss())
                ? Optional.empty()
                : Optional.of("the caller does not allow " + advised.change());
    }

    public static <P> int retries(List<Attempt<P>> history) {
        return (int) history.stream()
                .filter(attempt -> attempt.remedy() instanceof Retry<P>)
                .count();
    }
}
