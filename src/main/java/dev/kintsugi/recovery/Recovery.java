package dev.kintsugi.recovery;

import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.decision.Advice;
import dev.kintsugi.recovery.decision.Decider;
import dev.kintsugi.recovery.decision.Decision.Apply;
import dev.kintsugi.recovery.decision.Decision.GiveUp;
import dev.kintsugi.recovery.decision.NotAdvised;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.decision.Remedy.Consult;
import dev.kintsugi.recovery.decision.Remedy.Relieve;
import dev.kintsugi.recovery.decision.Remedy.Repair;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.decision.Remedy.Retry;
import dev.kintsugi.recovery.decision.RepairAction;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.trail.Outcome;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * Drives an operation through its failures, the only class here that acts: try, classify, decide, carry out, try again,
 * until it works or nothing is left. Every try is its own, the first one included; a guard around the operation that can
 * repeat it asks {@link #failed} first. A cancelled operation is not a failure and is never tried again: a pause and a
 * question end at once, what repairs or frees something is brought to its end.
 */
public final class Recovery<P> {

    private final Classification classification;
    private final Decider<P> decider;
    private final Pause pause;
    private final RetryBudget retries;

    public Recovery(Classification classification, Decider<P> decider, Pause pause, RetryBudget retries) {
        this.classification = classification;
        this.decider = decider;
        this.pause = pause;
        this.retries = retries;
    }

    /**
     * Runs the operation, from its first try on.
     *
     * @param context of a failure of a plan
     */
    public <T> Uni<Outcome<T>> run(
            Incident<P> incident, Operation<P, T> operation, Function<P, FailureContext> context) {
        return attempt(incident, operation, context);
    }

    /**
     * Records a try that failed inside of a guard which can try the same again by itself, and decides whether it may: only
     * if that is what would be done anyway. So the guard has no policy and no count of its own. One that does try again
     * says so by {@link Incident#retrying}; one that does not gives the failure back, which is not recorded twice.
     *
     * @param longest the longest pause that the guard may make, since nothing stops it meanwhile
     * @return the pause after which the guard may try the same again; empty if it must give the failure back
     */
    public Optional<Duration> failed(Incident<P> incident, Failure failure, Duration longest) {
        incident.failed(failure);
        return incident.next(decider) instanceof Apply<P>(Retry<P>(var after))
                        && after.compareTo(longest) <= 0
                        && retries.hasLeft()
                ? Optional.of(pause.spread(after))
                : Optional.empty();
    }

    /** Whether another plan may follow if the attempt that is under way fails so. Nothing is recorded. */
    public boolean hasOtherPlan(Incident<P> incident, Failure failure) {
        return incident.hasOtherPlan(decider, failure);
    }

    private <T> Uni<Outcome<T>> resume(
            Incident<P> incident, Operation<P, T> operation, Function<P, FailureContext> context) {
        return incident.cancellation().check().chain(() -> switch (incident.decide(decider, retries)) {
            case GiveUp<P> giveUp -> Uni.createFrom().item(incident.<T>givenUp(giveUp.reason()));
            case Apply<P> apply -> apply(apply.remedy(), incident, operation, context);
        });
    }

    private <T> Uni<Outcome<T>> apply(
            Remedy<P> remedy, Incident<P> incident, Operation<P, T> operation, Function<P, FailureContext> context) {
        incident.begin(remedy);
        return carryOut(remedy, incident)
                .onItem()
                .transform(_ -> leavesTime(incident))
                .onFailure(Recovery::isNotCancellation)
                .recoverWithItem(thrown -> {
                    incident.remedyFailed(why(remedy, thrown, context.apply(incident.plan())));
                    return false;
                })
                .chain(done -> done ? attempt(incident, operation, context) : resume(incident, operation, context));
    }

    /** A try without any time would end as one that took too long, and hide what really failed. */
    private boolean leavesTime(Incident<P> incident) {
        if (incident.isLate()) {
            incident.remedyFailed("took so long that no time was left to try again");
            return false;
        }
        return true;
    }

    private <T> Uni<Outcome<T>> attempt(
            Incident<P> incident, Operation<P, T> operation, Function<P, FailureContext> context) {
        return incident.cancellation()
                .check()
                .invoke(incident::attempting)
                .chain(() -> operation.attempt(incident.plan()))
                .onItem()
                .<Outcome<T>>transform(incident::succeeded)
                .onFailure(Recovery::isNotCancellation)
                .recoverWithUni(thrown -> {
                    if (incident.isTrying()) {
                        incident.failed(classification.classify(thrown, context.apply(incident.plan())));
                    }
                    return resume(incident, operation, context);
                });
    }

    private Uni<Void> carryOut(Remedy<P> remedy, Incident<P> incident) {
        return switch (remedy) {
            case Retry<P> retry -> pause(retry.after(), incident);
            case Replan<P> replan -> Uni.createFrom().voidItem().invoke(() -> incident.carriedOut(replan.plan(), ""));
            case Repair<P> repair -> perform(repair.task(), incident);
            case Relieve<P> relieve -> perform(relieve.task(), incident);
            case Consult<P> consult ->
                incident.cancellation()
                        .unlessAsked(consult.adviser().advise(incident.history()))
                        .chain(advice -> follow(consult, advice, incident));
        };
    }

    private Uni<Void> pause(Duration duration, Incident<P> incident) {
        return incident.cancellation().unlessAsked(pause.after(duration));
    }

    private Uni<Void> follow(Consult<P> consult, Advice<P> advice, Incident<P> incident) {
        return switch (advice) {
            case Advice.Again<P> again -> {
                incident.advised(consult.advised(advice));
                yield pause(again.after(), incident);
            }
            case Advice.Instead<P>(Replan<P> replan) -> {
                var objection = decider.objection(replan, incident.situation(), incident.policy());
                if (objection.isPresent()) {
                    yield Uni.createFrom().failure(new NotAdvised("was not done, " + objection.get()));
                }
                incident.advised(consult.advised(advice));
                yield Uni.createFrom().voidItem().invoke(() -> incident.carriedOut(replan.plan(), ""));
            }
            case Advice.Nothing<P> nothing -> Uni.createFrom().failure(new NotAdvised(nothing.why()));
        };
    }

    private Uni<Void> perform(RepairAction action, Incident<P> incident) {
        return action.run()
                .invoke(what -> incident.carriedOut(incident.plan(), what))
                .replaceWithVoid();
    }

    private String why(Remedy<P> remedy, Throwable thrown, FailureContext context) {
        var what = remedy instanceof Consult<P> consult
                ? "asked " + consult.adviser().name() + ": "
                : remedy.strategy().code() + " could not be done: ";
        return what
                + (thrown instanceof NotAdvised
                        ? thrown.getMessage()
                        : classification.classify(thrown, context).message());
    }

    private static boolean isNotCancellation(Throwable thrown) {
        return !(thrown instanceof CancellationException);
    }
}
