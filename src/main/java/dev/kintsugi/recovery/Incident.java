package dev.kintsugi.recovery;

import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.recovery.decision.Attempt;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Decider;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.decision.Situation;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.RecoveryListener;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.recovery.trail.TrailStep.Result;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one operation: what failed, what was done about it, which plan is next. Used by one thread at a time,
 * since an operation is one step after another.
 */
public final class Incident<P> {

    private final RecoveryPolicy policy;
    private Budget budget;
    private final Clock clock;
    private final List<Attempt<P>> history = new ArrayList<>(2);
    private final Trail trail;
    private final Cancellation cancellation = new Cancellation();
    private final LostQuality lost = new LostQuality();
    private P asked;
    private P plan;
    private @Nullable Remedy<P> pending;
    private boolean trying;
    private double foreseenLoss;
    private Instant began;
    private Instant triedSince = Instant.MIN;

    public Incident(P plan, RecoveryPolicy policy, Budget budget, RecoveryListener listener, Clock clock) {
        this.asked = plan;
        this.plan = plan;
        this.began = clock.instant();
        this.policy = policy;
        this.budget = budget;
        this.trail = new Trail(listener);
        this.clock = clock;
    }

    /** The plan that is being tried, or will be next. */
    public P plan() {
        return plan;
    }

    public RecoveryPolicy policy() {
        return policy;
    }

    /** How it is stopped, by any thread. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** Nothing new is begun after this time. */
    public void until(Instant deadline) {
        began = clock.instant();
        budget = new Budget(budget.attempts(), budget.failedStrategies(), deadline, budget.retries());
    }

    /** Whether a try that begins now has no time at all. */
    boolean isLate() {
        return !clock.instant().isBefore(budget.deadline());
    }

    /** Restarts after an operator fixed the cause, with the requested plan; the trail so far stays. */
    public void reopen(P wanted) {
        history.clear();
        pending = null;
        asked = wanted;
        plan = wanted;
        foreseenLoss = 0;
        began = clock.instant();
        lost.anew(trail.size());
    }

    /** Everything that was tried and failed, oldest first. */
    public List<Attempt<P>> history() {
        return List.copyOf(history);
    }

    /** What to do next, ignoring the shared retry budget. Nothing is reported. */
    Decision<P> next(Decider<P> decider) {
        return decider.decide(situation(), policy, budget, clock.instant());
    }

    /** What to do next. If only the shared retry budget forbids the next step, the trail says so. */
    Decision<P> decide(Decider<P> decider, RetryBudget retries) {
        var situation = situation();
        var decision = decider.decide(situation, policy, budget, clock.instant());
        if (!(decision instanceof Decision.Apply<P>(Remedy.Retry<P> retry)) || retries.hasLeft()) {
            return decision;
        }
        withheld(retry);
        return decider.decide(situation, policy, budget.withoutRetries(), clock.instant());
    }

    /** Whether another plan may follow if the attempt that is under way fails so. */
    boolean hasOtherPlan(Decider<P> decider, Failure failure) {
        var attempts = new ArrayList<>(history);
        attempts.add(new Attempt<>(plan, pending, false, failure));
        var situation = new Situation<>(asked, foreseenLoss, began, attempts);
        return policy.reach() != RecoveryPolicy.RecoveryScope.NONE
                && decider.hasOtherPlan(situation, policy, budget, failure.at());
    }

    Situation<P> situation() {
        return new Situation<>(asked, foreseenLoss, began, history);
    }

    /** What went wrong last; empty before anything did. */
    public Optional<Failure> lastFailure() {
        return history.isEmpty()
                ? Optional.empty()
                : Optional.of(history.getLast().failure());
    }

    /** How many attempts may follow the one that is under way. */
    public int attemptsLeft() {
        return Math.max(
                0, budget.attempts() - 1 - (history.isEmpty() ? 0 : situation().attempts()));
    }

    /** A try begins: how it fails is recorded once, whether a guard around it or its driver hears of it first. */
    void attempting() {
        trying = true;
        triedSince = clock.instant();
    }

    /** Whether a try is under way of which no failure was recorded. */
    boolean isTrying() {
        return trying;
    }

    /** A try failed. */
    public void failed(Failure failure) {
        trying = false;
        var attempt = new Attempt<>(plan, pending, false, failure);
        end(step -> step.isAvoidedBy(failure) || helped(step, attempt) ? Result.TRYING : Result.FAILED, "");
        history.add(attempt);
        pending = null;
    }

    private boolean helped(TrailStep step, Attempt<P> attempt) {
        return step.failure().type() != attempt.failure().type()
                && !history.isEmpty()
                && attempt.showsThatItsRemedyHelped(history.getLast().failure());
    }

    /** Changes the plan before it fails as others did, if the caller allows that. */
    public void foresee(Failure failure, Remedy.Replan<P> replan) {
        if (policy.allows(replan, foreseenLoss)) {
            plan = replan.plan();
            foreseenLoss = replan.change().loss() + (replan.anew() ? 0 : foreseenLoss);
            tell(failure, replan, replan.describe(), Result.TRYING, true);
        }
    }

    /** The request was changed so that it has a plan at all: that counts whatever takes the plan's place. */
    public void corrected(Failure failure, Remedy.Replan<P> replan) {
        lost.corrected(trail.size() + 1);
        tell(failure, replan, replan.describe(), Result.TRYING, true);
    }

    /** Whether the answer of the plan that is being tried may lose this as well. */
    public boolean allowsAlso(Change change) {
        var also = new Remedy.Replan<>(RecoveryStrategy.PARAMETER_ADJUSTMENT, plan, change);
        return policy.allows(also, Math.min(lost.sum(trail.steps()), 1 - change.loss()));
    }

    /** What the plan lost, compared with that of the request. */
    public List<Change> lostOfPlan() {
        return lost.ofPlan(trail.steps());
    }

    /** What earlier processes did about failures: it is told with the rest, and nothing of it is lost any more. */
    public void continues(List<TrailStep> earlier) {
        trail.restore(earlier);
        lost.anew(trail.size());
    }

    /** Something that is no part of the plan failed, and something else has taken its place already. */
    public void substituted(Failure failure, Change change) {
        tell(
                failure,
                new Remedy.Replan<>(RecoveryStrategy.GRACEFUL_DEGRADATION, plan, change),
                change.toString(),
                Result.WORKED,
                false);
    }

    /** A remedy is about to be carried out. */
    void begin(Remedy<P> remedy) {
        trail.settle(Result.WORKED);
        pending = remedy;
        tell(remedy, remedy.describe(), Result.TRYING);
    }

    private void withheld(Remedy<P> retry) {
        tell(retry, "not tried again at once: too many requests are being tried again already", Result.WITHHELD);
    }

    private void tell(Remedy<P> remedy, String action, Result result) {
        tell(history.getLast().failure(), remedy, action, result, false);
    }

    private void tell(Failure failure, Remedy<P> remedy, String action, Result result, boolean foreseen) {
        var step = new TrailStep(
                trail.size() + 1,
                failure,
                remedy.strategy(),
                action,
                remedy.replan().map(Remedy.Replan::change).orElse(null),
                clock.instant(),
                Duration.ZERO,
                result,
                foreseen);
        remedy.replan().ifPresent(replan -> lost.changed(step.number(), replan));
        trail.begin(step);
    }

    /** Whether what is being tried is the very same again. */
    public boolean isRetrying() {
        return pending instanceof Remedy.Retry;
    }

    /** A guard that {@link Recovery#failed} allowed it tries the same again, after this pause. */
    public void retrying(Duration after) {
        begin(new Remedy.Retry<>(after));
        trying = true;
    }

    /** What an adviser said is going to be done: it takes the place of the question. */
    void advised(Remedy<P> answered) {
        pending = answered;
        answered.replan().ifPresent(replan -> {
            lost.changed(trail.size(), replan);
            trail.amend(step -> step.advised(step.action() + ": " + replan.change(), replan.change()));
        });
    }

    void carriedOut(P newPlan, String what) {
        plan = newPlan;
        if (!what.isEmpty()) {
            trail.amend(step -> step.ended(Result.TRYING, what, Duration.ZERO));
        }
    }

    void remedyFailed(String why) {
        end(_ -> Result.FAILED, why);
        history.add(new Attempt<>(plan, pending, true, history.getLast().failure()));
        pending = null;
    }

    /** A try worked: what it is worth, given all that had to be done for it. */
    public <T> Outcome<T> succeeded(T value) {
        if (trail.isEmpty()) {
            return new Outcome.Completed<>(value);
        }
        end(_ -> Result.WORKED, "");
        var changes = lost.of(trail.steps());
        return changes.isEmpty()
                ? new Outcome.Recovered<>(value, trail.steps())
                : new Outcome.Degraded<>(value, trail.steps(), changes);
    }

    <T> Outcome<T> givenUp(Reason reason) {
        trail.settle(Result.FAILED);
        return new Outcome.Failed<>(history.getLast().failure(), reason, trail.steps());
    }

    /** Ends the steps that are under way: one, or all that were foreseen. One that stays TRYING is ended later. */
    private void end(Function<TrailStep, Result> how, String what) {
        trail.end(step -> {
            var since = step.foreseen() && triedSince.isAfter(step.at()) ? triedSince : step.at(); // not the wait
            return step.ended(
                    how.apply(step), what.isEmpty() ? step.action() : what, Duration.between(since, clock.instant()));
        });
    }
}
