package dev.kintsugi.job.worker;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.ownership.LostJobs;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.ownership.StopRequests;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.recovery.trail.Outcome;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Computes what a job asks for, unless it may not be computed any more. */
@ApplicationScoped
class JobComputation {

    /** What came of it, before it is kept. */
    sealed interface Ended {}

    /** It ran to its end. */
    record With(Outcome<Result> outcome) implements Ended {}

    /**
     * It was stopped.
     *
     * @param handedBack whether so that another instance or the next process begins with it
     */
    record Stopped(boolean handedBack) implements Ended {}

    private final GenerationService generations;
    private final Classification classification;
    private final StopRequests stops;
    private final KilledJobs killed;
    private final LostJobs lost;
    private final Clock clock;

    JobComputation(
            GenerationService generations,
            Classification classification,
            StopRequests stops,
            KilledJobs killed,
            LostJobs lost,
            Clock clock) {
        this.generations = generations;
        this.classification = classification;
        this.stops = stops;
        this.killed = killed;
        this.lost = lost;
        this.clock = clock;
    }

    /** A job is about to begin. Blocks. */
    void prepare(RunnableJob runnable) {
        killed.clear(runnable);
    }

    /** A job that waited at another instance has begun here. Blocks. */
    RunningJob claimed(RunningJob running) {
        return killed.clear(running);
    }

    /** Whether it is not computed: its deadline has passed before it could be begun, or it was lost too often. */
    boolean isOver(RunningJob running) {
        return isLate(running) || lost.refusal(running).isPresent();
    }

    private boolean isLate(RunningJob running) {
        return running.job().order().isLate(clock.instant());
    }

    /** How many jobs like this one are worth one group; 1 for none. One with a deadline of its own has less time than others. */
    int together(RunnableJob runnable) {
        return runnable.again().isPresent() || runnable.job().order().deadline().isPresent()
                ? 1
                : generations.together(runnable.generation());
    }

    /** How it ended; never a failure. */
    Uni<Ended> of(RunningJob running) {
        if (isLate(running)) {
            var late = new TypedException(
                    FailureType.INFERENCE_TIMEOUT, "Its deadline had passed before it could be begun.");
            return Uni.createFrom().item(with(failure(running, late), Reason.EXPIRED));
        }
        return lost.refusal(running)
                .map(failed -> Uni.createFrom().<Ended>item(new With(failed)))
                .orElseGet(() -> run(running));
    }

    private Uni<Ended> run(RunningJob running) {
        var generation = running.runnable().generation();
        return Uni.createFrom()
                .deferred(() -> {
                    stops.stopIfAwaited(running.id());
                    killed.check(running);
                    generations.begin(generation, running.job().order().deadline());
                    return generation
                            .refusal()
                            .map(JobComputation::refused)
                            .orElseGet(() -> generations.generate(generation));
                })
                .<Ended>map(With::new)
                .onFailure(CancellationException.class)
                .recoverWithItem(_ -> new Stopped(stops.isHandedBack(running.id())))
                .onFailure()
                .recoverWithItem(thrown -> {
                    var failure = failure(running, thrown);
                    if (failure.type() == FailureType.INTERNAL_ERROR) {
                        Log.errorf(thrown, "an unexpected failure ended job %s", running.id());
                    }
                    return with(failure, Reason.NOTHING_LEFT);
                });
    }

    private static Uni<Outcome<Result>> refused(Generation.Refusal refusal) {
        return Uni.createFrom().item(new Outcome.Failed<>(refusal.failure(), refusal.reason(), List.of()));
    }

    private Failure failure(RunningJob running, Throwable thrown) {
        return classification.classify(thrown, running.runnable().generation().context());
    }

    private static With with(Failure failure, Reason reason) {
        return new With(new Outcome.Failed<>(failure, reason, List.of()));
    }
}
