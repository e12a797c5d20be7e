package dev.kintsugi.recovery;

import dev.kintsugi.recovery.Decision.Apply;
import dev.kintsugi.recovery.Decision.GiveUp;
import dev.kintsugi.recovery.Decision.Reason;
import dev.kintsugi.recovery.Remedy.Consult;
import dev.kintsugi.recovery.Remedy.Relieve;
import dev.kintsugi.recovery.Remedy.Repair;
import dev.kintsugi.recovery.Remedy.Replan;
import dev.kintsugi.recovery.Remedy.Retry;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Chooses what to try next. Pure: what it says follows from its arguments and the order of strategies alone.
 *
 * <p>Strategies are taken in the order of the failure's type and their remedies least loss first. No plan that failed
 * is tried again unless the world was changed since, no task is done twice, retries are counted and attempts are
 * limited: so no loop is possible.
 */
public final class Decider<P> {

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

    /** @param history every try so far that failed, oldest first, at least one */
    public Decision<P> decide(List<Attempt<P>> history, RecoveryPolicy policy, Budget budget, Instant now) {
        var last = history.getLast();
        if (policy.reach() == RecoveryPolicy.Reach.NONE) {
            return new GiveUp<>(Reason.POLICY);
        }
        if (attempts(history) >= budget.attempts()) {
            return new GiveUp<>(Reason.ATTEMPTS);
        }
        if (!now.isBefore(budget.deadline())) {
            return new GiveUp<>(Reason.DEADLINE);
        }
        if (failedStrategies(history) >= budget.failedStrategies()) {
            return new GiveUp<>(Reason.STRATEGIES);
        }
        var loss = lossSoFar(history);
        var forbidden = false;
        var withheld = false;
        for (var strategy : order.strategies(last.failure(), now)) {
            for (var remedy : candidates(strategy, last, history)) {
                if (!isNew(remedy, history)) {
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
            return new GiveUp<>(Reason.POLICY);
        }
        return new GiveUp<>(withheld ? Reason.RETRIES : Reason.NOTHING_LEFT);
    }

    private List<Remedy<P>> candidates(RecoveryStrategy strategy, Attempt<P> last, List<Attempt<P>> history) {
        if (strategy == RecoveryStrategy.IMMEDIATE_RETRY) {
            return schedule.next(last.failure().type(), retries(history)).stream()
                    .<Remedy<P>>map(Retry::new)
                    .toList();
        }
        return remedies.remedies(strategy, last.failure(), last.plan());
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

    private boolean done(Task task, List<Attempt<P>> history) {
        return history.stream().anyMatch(attempt -> switch (attempt.remedy()) {
            case Repair<P> repair -> repair.task().name().equals(task.name());
            case Relieve<P> relieve -> relieve.task().name().equals(task.name());
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
     * @return why not, empty where it may
     */
    public Optional<String> objection(Replan<P> advised, List<Attempt<P>> history, RecoveryPolicy policy) {
        if (failedSinceTheWorldChanged(advised.plan(), history)) {
            return Optional.of("that has failed already");
        }
        return policy.allows(advised, lossSoFar(history))
                ? Optional.empty()
                : Optional.of("the caller does not allow " + advised.change());
    }

    private static <P> int attempts(List<Attempt<P>> history) {
        return (int) history.stream().filter(attempt -> !attempt.remedyFailed()).count();
    }

    static <P> int retries(List<Attempt<P>> history) {
        return (int) history.stream()
                .filter(attempt -> attempt.remedy() instanceof Retry<P>)
                .count();
    }

    private static <P> int failedStrategies(List<Attempt<P>> history) {
        var failed = EnumSet.noneOf(RecoveryStrategy.class);
        for (var attempt : history) {
            var remedy = attempt.remedy();
            if (remedy != null) {
                failed.add(remedy.strategy());
            }
        }
        return failed.size();
    }

    private static <P> double lossSoFar(List<Attempt<P>> history) {
        return history.stream()
                .filter(attempt -> !attempt.remedyFailed())
                .flatMap(attempt -> Optional.ofNullable(attempt.remedy()).flatMap(Remedy::replan).stream())
                .mapToDouble(replan -> replan.change().loss())
                .sum();
    }
}
