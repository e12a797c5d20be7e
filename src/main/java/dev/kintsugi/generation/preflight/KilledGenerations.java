package dev.kintsugi.generation.preflight;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.SafePlans;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureException;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Makes generations lighter that were running when their process was killed, and those that are equal to them; refuses others of a
 * network of which several ended it.
 */
@ApplicationScoped
public class KilledGenerations {

    /** Of the context of a failure: how often the process ended while the request was computed. */
    private static final String ENDS = "process_ends";

    /** The same: until when requests for its network are refused. */
    private static final String REFUSED_UNTIL = "refused_until";

    private final SafePlans plans;
    private final PoisonRequests poison;
    private final Clock clock;

    KilledGenerations(SafePlans plans, PoisonRequests poison, Clock clock) {
        this.plans = plans;
        this.poison = poison;
        this.clock = clock;
    }

    /** Whether a failure says of a request that it ended the process each time, and is not begun again for that. */
    public static boolean isEndOfProcess(Failure failure) {
        return failure.context().parameters().containsKey(ENDS);
    }

    /** Until when requests like one are refused since several others for its network ended the process; empty if it is not that. */
    public static Optional<Instant> refusedUntil(Failure failure) {
        return Optional.ofNullable(failure.context().parameters().get(REFUSED_UNTIL))
                .map(Instant::parse);
    }

    /** Generations are there that were running when their process was killed; equal ones may show that they are harmless. */
    public void suspect() {
        poison.suspect();
    }

    /** Whether an equal one has completed since then, so that it was others that ended the process. */
    public boolean isHarmless(Generation generation) {
        return poison.isHarmless(generation.asked());
    }

    /**
     * The process was killed while a generation ran, so often that it and equal ones are to be made lighter when they begin, or
     * refused. Blocks until that is kept: the next one may end the process.
     */
    public void remember(Generation generation, int ends) {
        poison.remember(generation.asked(), ends, false);
        poison.keep();
    }

    /**
     * The process was killed while a generation ran, so often that it is not begun again. Blocks until that is kept.
     *
     * @param lighterToo whether also when it was computed with less memory, so that equal ones are not begun either
     */
    public void giveUp(Generation generation, int ends, boolean lighterToo) {
        refuse(generation, poison.remember(generation.asked(), ends, lighterToo), "", Reason.ATTEMPTS);
        poison.keep();
    }

    /** What was wrong with requests like this one is put right, as a person says. */
    void trust(Plan asked) {
        poison.forget(asked);
    }

    /**
     * Makes a generation lighter before it begins if equal ones ended the process, as its trail tells; if its caller does not
     * allow that, or nothing of it can be made lighter, it is refused. So is any other one if several of its network ended the
     * process. Blocks until it is known what did that before the start.
     */
    void adjust(Generation generation) {
        if (generation.refusal().isPresent()) {
            return;
        }
        poison.know();
        var plan = generation.asked();
        poison.of(plan)
                .ifPresentOrElse(
                        known -> adjust(generation, known),
                        () -> poison.refused(plan).ifPresent(network -> refuse(generation, network)));
    }

    /**
     * Throws why a request is not accepted if its network is refused. One that ended the process itself is answered by its job.
     */
    void requireAccepted(Plan plan) {
        if (poison.of(plan).isPresent()) {
            return;
        }
        var variant = plan.variant();
        var context = FailureContext.NONE
                .on(variant.model().value(), variant.device().toString())
                .with(WorkKind.PARAMETER, plan.work().kind().code());
        poison.refused(plan).ifPresent(network -> {
            throw new FailureException(failure(network, context));
        });
    }

    private void refuse(Generation generation, RefusedNetwork network) {
        generation.refuse(failure(network, generation.contextOfAcceptance()), Reason.NOTHING_LEFT);
    }

    private Failure failure(RefusedNetwork network, FailureContext context) {
        return failure(
                FailureType.GENERATION_PIPELINE_ERROR,
                network.text(),
                network.requests() + " requests for the network ended the process",
                context.with(REFUSED_UNTIL, network.until().toString()));
    }

    private void adjust(Generation generation, PoisonRequests.Entry known) {
        if (known.lighterToo()) {
            refuse(generation, known, ", at last in the lightest way", Reason.NOTHING_LEFT);
            return;
        }
        var changes = plans.farLighter(generation.incident().plan());
        if (changes.filter(List::isEmpty).isPresent()) {
            refuse(generation, known, ", and nothing of it can be made smaller", Reason.NOTHING_LEFT);
        } else {
            changes.ifPresent(all -> lighten(generation, known, all));
        }
    }

    private void lighten(Generation generation, PoisonRequests.Entry known, List<Replan<Plan>> changes) {
        var incident = generation.incident();
        var failure = failure(
                FailureType.VRAM_EXHAUSTION,
                known.title() + " was being computed " + known.ends()
                        + " times when the service was ended from outside, as the system does when memory runs out."
                        + " A smaller one needs less.",
                generation,
                known);
        for (var change : changes) {
            incident.foresee(failure, change);
        }
        if (!incident.plan().equals(changes.getLast().plan())) {
            generation.refuse(failure, Reason.POLICY);
        }
    }

    private void refuse(Generation generation, PoisonRequests.Entry known, String how, Reason reason) {
        var text = known.title() + " was being computed " + known.ends() + " times when the service ended" + how
                + ". So it is not begun again.";
        generation.refuse(failure(FailureType.GENERATION_PIPELINE_ERROR, text, generation, known), reason);
    }

    private Failure failure(FailureType type, String text, Generation generation, PoisonRequests.Entry known) {
        return failure(
                type,
                text,
                "running at " + known.ends() + " kills",
                generation.contextOfAcceptance().with(ENDS, String.valueOf(known.ends())));
    }

    private Failure failure(FailureType type, String text, String detail, FailureContext context) {
        return new Failure(type, Severity.HIGH, text, detail, context, List.of(), clock.instant());
    }
}
