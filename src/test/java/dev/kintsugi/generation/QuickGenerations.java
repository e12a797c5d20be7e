package dev.kintsugi.generation;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.generation.request.GenerationRequest;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.MediaType;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.ProgressListener;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.work.ImageFacts;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.RecoveryListener;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Generations that take no time: two steps, a finished stage, and a few bytes that depend on the seed; or the failure that a test
 * asks for. Everything around them is what it is in the service.
 */
public final class QuickGenerations extends GenerationService {

    private final Clock clock;
    private final Map<Generation, ProgressListener> listeners = new ConcurrentHashMap<>();
    private volatile @Nullable Failure failure;
    private volatile @Nullable TypedException refusal;
    private volatile boolean hanging;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway") // what is not asked of it is not there
    public QuickGenerations(Clock clock) {
        super(null, null, null, null, null);
        this.clock = clock;
    }

    /** From now on all fail so, or, without a failure, none. */
    public void failWith(@Nullable Failure with) {
        failure = with;
    }

    /** From now on no request can be planned. */
    public void refuseWith(TypedException with) {
        refusal = with;
    }

    /** From now on those that begin do not end before {@link #go}. */
    public void hang() {
        hanging = true;
    }

    /** All end, cancelled or not, and those that begin later do. */
    public void go() {
        hanging = false;
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }

    @Override
    public Plan plan(GenerationRequest request) {
        var refused = refusal;
        if (refused != null) {
            throw refused;
        }
        return Jobs.plan();
    }

    @Override
    public Generation prepare(
            String name,
            Plan plan,
            GenerationRequest request,
            String correlationId,
            Checkpoint checkpoint,
            ProgressListener progress,
            RecoveryListener listener) {
        var incident = new Incident<>(plan, request.policy(), new Budget(1, 1, Instant.MAX), listener, clock);
        var generation = new Generation(
                name, plan, incident, FailureContext.NONE, checkpoint, new Generation.Audience(progress, 0));
        listeners.put(generation, progress);
        return generation;
    }

    @Override
    public int together(Generation generation) {
        return 1;
    }

    @Override
    public void tellCorrections(Generation generation, GenerationRequest request) {}

    @Override
    public void trust(Plan asked) {}

    @Override
    public void begin(Generation generation, Optional<Instant> deadline) {}

    @Override
    public Uni<Outcome<Result>> generate(Generation generation) {
        return Uni.createFrom().emitter(emitter -> {
            if (hanging) {
                waiting.add(() -> end(generation, emitter));
            } else {
                end(generation, emitter);
            }
        });
    }

    private void end(Generation generation, UniEmitter<? super Outcome<Result>> emitter) {
        var listener = listeners.get(generation);
        for (int step = 1; step <= 2; step++) {
            listener.on(new Progress.Step("denoise", 0, 1, step, 2));
        }
        listener.on(new Progress.StageDone("denoise", 0, Duration.ofMillis(1)));
        var failed = failure;
        if (isCancelled(generation)) {
            emitter.fail(new CancellationException());
        } else if (failed != null) {
            generation.incident().failed(failed);
            emitter.complete(new Outcome.Failed<>(failed, Decision.Reason.NOTHING_LEFT, List.of()));
        } else {
            var picture = generation.asked().work(ImageWork.class);
            var content = String.valueOf(picture.seed()).getBytes(StandardCharsets.UTF_8);
            var artifact =
                    new Artifact(content, MediaType.PNG, new ImageFacts(picture.size(), picture.seed()).byName());
            emitter.complete(new Outcome.Completed<>(new Result(List.of(artifact), generation.asked())));
        }
    }

    /** Whether one is not wanted any more. */
    public boolean isCancelled(Generation generation) {
        try {
            generation.incident().cancellation().throwIfAsked();
            return false;
        } catch (CancellationException e) {
            return true;
        }
    }
}
