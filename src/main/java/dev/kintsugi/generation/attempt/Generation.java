package dev.kintsugi.generation.attempt;

import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.ProgressListener;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.session.RunGroup;
import dev.kintsugi.runtime.session.RunHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: what was asked for, what happened so far, what was finished, and the switch that stops it.
 */
public final class Generation {

    /**
     * Who is told how a generation goes on.
     *
     * @param listener hears every step; must not block
     * @param previews how many it wants on the way, 0 for none
     */
    public record Audience(ProgressListener listener, int previews) {}

    /**
     * Why a generation may not be computed: its answer.
     *
     * @param reason why nothing is tried
     */
    public record Refusal(Failure failure, Reason reason) {}

    private static final String ACCEPTANCE = "accept";

    private final String name;
    private final Plan asked;
    private final Incident<Plan> incident;
    private final FailureContext context;
    private final Checkpoint checkpoint;
    private final Audience audience;
    private final StageResults results = new StageResults();
    private @Nullable RunHandle running;
    private @Nullable RunGroup group;
    private double company = 1;
    private Instant deadline = Instant.MAX;
    private boolean ran;
    private boolean hurried;
    private boolean shortened;
    private final Set<Plan> begun = new HashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<Plan> hadCompany = new HashSet<>();
    private @Nullable Refusal refusal;

    public Generation(
            String name,
            Plan asked,
            Incident<Plan> incident,
            FailureContext context,
            Checkpoint checkpoint,
            Audience audience) {
        this.name = name;
        this.asked = asked;
        this.incident = incident;
        this.context = context;
        this.checkpoint = checkpoint;
        this.audience = audience;
    }

    /** The plan of the request, before any recovery. */
    public Plan asked() {
        return asked;
    }

    String name() {
        return name;
    }

    public Incident<Plan> incident() {
        return incident;
    }

    /** Where a failure of a plan happened: after a fallback that is another model than was asked for. */
    public FailureContext context(Plan plan) {
        var variant = plan.variant();
        return context.on(variant.model().value(), variant.device().toString());
    }

    public FailureContext context() {
        return context(incident.plan());
    }

    /** The context of a failure that comes before it begins. */
    public FailureContext contextOfAcceptance() {
        return context().withPhase(ACCEPTANCE);
    }

    Audience audience() {
        return audience;
    }

    /** The time that a try which begins now gets: the limit of one, or what is left until the deadline. */
    public synchronized Duration timeLeft(Duration limit, Instant now) {
        return deadline.isBefore(now.plus(limit)) ? Duration.between(now, deadline) : limit;
    }

    /**
     * The time that an attempt which begins now gets: like {@link #timeLeft}, but never so much that nothing would be
     * left for the attempts that are reserved for plans that work for certain.
     *
     * @param followed whether there is such a plan; asked only if time would be kept back for it
     */
    synchronized Duration timeFor(Duration limit, Instant now, BooleanSupplier followed) {
        var left = timeLeft(limit.multipliedBy(1 + TimeShares.RESERVED), now);
        var whole = TimeShares.of(left, limit, 0);
        var reserved = incident.policy().allowsLoss() ? Math.min(TimeShares.RESERVED, incident.attemptsLeft()) : 0;
        var share = TimeShares.of(left, limit, reserved);
        var time = share.equals(whole) || followed.getAsBoolean() ? share : whole;
        shortened = time.compareTo(limit) < 0;
        return time;
    }

    /** Whether the last attempt failed for want of memory. */
    boolean ranOutOfMemory() {
        return incident.lastFailure()
                .filter(failure -> failure.type() == FailureType.VRAM_EXHAUSTION)
                .isPresent();
    }

    /** Whether nothing that an attempt with this plan computes was finished by an earlier one. Says so once. */
    synchronized boolean beginsAnew(Plan plan) {
        return begun.add(plan.withExecution(Execution.FASTEST));
    }

    /** Whether an attempt with a plan was the only one that took memory. */
    public synchronized boolean wasAlone(Plan plan) {
        return !hadCompany.contains(plan);
    }

    public synchronized void until(Instant time) {
        deadline = time;
        incident.until(time);
    }

    /** The same for a deadline of its caller, who has less time than others: what it has no time for says nothing of theirs. */
    public synchronized void untilItsCallers(Instant time) {
        until(time);
        hurried = true;
    }

    /** Whether its caller has set a deadline that is earlier than usual. */
    public synchronized boolean isHurried() {
        return hurried;
    }

    /** Whether the deadline of its caller left its last attempt less time than one may have. */
    public synchronized boolean lacksTime() {
        return hurried && shortened;
    }

    /** Whether nothing of it ran yet: what a breaker refused does not count. Says so once. */
    synchronized boolean isFirstRun() {
        var first = !ran;
        ran = true;
        return first;
    }

    /** It takes turns with others on one processor. */
    public synchronized void accompany(RunGroup others) {
        group = others;
    }

    /** How many its last attempt was computed together with on average, itself included: 1 if it was alone. */
    public synchronized double company() {
        return company;
    }

    /** Those that it takes turns with; empty if others cannot join it. */
    public synchronized Optional<RunGroup> group() {
        return Optional.ofNullable(group);
    }

    synchronized void warned(String text) {
        warnings.add(text);
    }

    /** What its audience was warned of by all its attempts. */
    synchronized List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** What an attempt computes with: whatever was finished before is not computed again. */
    GenerationRun run(RunHandle handle, ProgressListener progress) {
        return new GenerationRun(
                context().correlationId(),
                handle,
                results,
                checkpoint,
                progress,
                audience.previews(),
                incident::allowsAlso);
    }

    /** Stops it, within one operator if a network is running. Nothing of it is tried again. */
    public void cancel() {
        incident.cancellation().ask();
        synchronized (this) {
            if (running != null) {
                running.cancel();
            }
        }
    }

    /** It may not be computed: this is the answer. */
    public synchronized void refuse(Failure failure, Reason reason) {
        refusal = new Refusal(failure, reason);
    }

    /** Why it may not be computed; empty if it may. */
    public synchronized Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Stops the try that is under way, if there is one; another may follow. */
    public synchronized void expire() {
        if (running != null) {
            running.expire();
        }
    }

    /** Begins anew, with what was asked for; what was finished stays finished. */
    public synchronized void reopen() {
        refusal = null;
        group = null;
        incident.reopen(asked);
        ran = false;
        hadCompany.clear();
    }

    synchronized void begin(RunHandle handle) {
        incident.cancellation().throwIfAsked();
        if (running != null) {
            throw new TypedException(
                    FailureType.INFERENCE_TIMEOUT, "An attempt that was stopped has not ended, so no other can begin.");
        }
        running = handle;
    }

    synchronized void end(Plan plan, RunHandle handle, boolean alone) {
        running = null;
        company = handle.company();
        if (alone) {
            hadCompany.remove(plan);
        } else {
            hadCompany.add(plan);
        }
    }
}
