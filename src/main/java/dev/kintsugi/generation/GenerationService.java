package dev.kintsugi.generation;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.generation.image.Substitutions;
import dev.kintsugi.generation.preflight.Adjustments;
import dev.kintsugi.generation.request.GenerationRequest;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.generation.request.TensorGeneration;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.ProgressListener;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.RecoveryListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Checks, prepares and runs generations. Each runs until it has worked or recovery has given up. */
@ApplicationScoped
public class GenerationService {

    private final Planner planner;
    private final GenerationRecovery recovery;
    private final GenerationLimits limits;
    private final Adjustments adjustments;
    private final Substitutions substitutions;

    GenerationService(
            Planner planner,
            GenerationRecovery recovery,
            GenerationLimits limits,
            Adjustments adjustments,
            Substitutions substitutions) {
        this.planner = planner;
        this.recovery = recovery;
        this.limits = limits;
        this.adjustments = adjustments;
        this.substitutions = substitutions;
    }

    /**
     * Checks a request without doing anything: throws mistakes of its caller, that its model is not there, or that its network is
     * refused since it ended the process.
     */
    public Plan plan(GenerationRequest request) {
        var plan = planner.plan(request);
        adjustments.requireAccepted(plan);
        return plan;
    }

    /**
     * Makes a plan ready to run.
     *
     * @param name by which listeners know it, that of its job
     */
    public Generation prepare(
            String name,
            Plan plan,
            GenerationRequest request,
            String correlationId,
            Checkpoint checkpoint,
            ProgressListener progress,
            RecoveryListener listener) {
        var context = new FailureContext(
                        correlationId,
                        plan.work().kind().code() + "_generation",
                        plan.variant().model().value(),
                        plan.variant().device().toString(),
                        "",
                        plan.work().parameters())
                .with(WorkKind.PARAMETER, plan.work().kind().code())
                .with(request.policy().parameters());
        var incident = limits.incident(plan, request.policy(), adjustments.learning(listener));
        return new Generation(
                name, plan, incident, context, checkpoint, new Generation.Audience(progress, request.previews()));
    }

    /** Tells in its trail what was put right in its request before it could begin. */
    public void tellCorrections(Generation generation, GenerationRequest request) {
        switch (request) {
            case ImageGeneration image -> substitutions.tellCorrections(generation, image);
            case TensorGeneration _ -> {} // nothing of it is ever put right
        }
    }

    /**
     * Something around a generation failed and something else took its place, which costs no quality: the trail tells of
     * it.
     */
    public void substituted(Generation generation, Throwable thrown, Change change) {
        substitutions.tell(generation, thrown, change);
    }

    /** A person has resumed a request: what it did before says nothing of it any more. */
    public void trust(Plan asked) {
        adjustments.trust(asked);
    }

    /**
     * From now on its time runs: waiting in a queue does not count. It may be {@linkplain Generation#refusal refused} then.
     *
     * @param deadline of the caller, which may be earlier than that of all
     */
    public void begin(Generation generation, Optional<Instant> deadline) {
        limits.begin(generation, deadline);
        adjustments.apply(generation);
    }

    /**
     * How many generations like one that has not begun are worth one {@linkplain Generation#accompany group}: their plans differ
     * only in what their callers wrote; 1 if it is not faster.
     */
    public int together(Generation generation) {
        return adjustments.together(generation.incident().plan());
    }

    /**
     * Runs it. The Uni fails with a {@link CancellationException} if it was cancelled, and with nothing else: every
     * failure is an outcome.
     */
    public Uni<Outcome<Result>> generate(Generation generation) {
        return recovery.run(generation).invoke(outcome -> adjustments.learn(generation, outcome));
    }
}
