package dev.kintsugi.job.worker;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.ownership.StopRequests;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.failure.FailureContext;
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
    private final JobSettings settings;
    private final Clock clock;

    JobComputation(
            GenerationService generations,
            Classification classification,
            StopRequests stops,
            JobSettings settings,
            Clock clock) {
        this.generations = generations;
        this.classification = classification;
        this.stops = stops;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether its deadline has passed before it could be begun. */
    boolean isLate(RunningJob running) {
        return running.job().order().isLate(clock.instant());
    }

    /** How many jobs like this one are worth one group; 1 for none. One with a deadline of its own has less time than others. */
    int together(RunningJob running) {
        return running.runnable().again().isPresent()
                        || running.job().order().deadline().isPresent()
                ? 1
                : generations.together(running.runnable().generation());
    }

    /** How it ended; never a failure. */
    Uni<Ended> of(RunningJob running) {
        if (isLate(running)) {
            return failed(
                    new TypedException(
                            FailureType.INFERENCE_TIMEOUT, "Its deadline had passed before it could be begun."),
                    Reason.EXPIRED);
        }
        if (running.job().attempt() > settings.attempts()) { // it would end the process once more
            return failed(
                    new TypedException(
                            FailureType.GENERATION_PIPELINE_ERROR,
                            "the service ended " + settings.attempts() + " times while it computed this request"),
                    Reason.ATTEMPTS);
        }
        return running.runnable()
                .generation()
                .refusal()
                .<Uni<Ended>>map(failure ->
                        Uni.createFrom().item(new With(new Outcome.Failed<>(failure, Reason.POLICY, List.of()))))
                .orElseGet(() -> run(running));
    }

    private Uni<Ended> run(RunningJob running) {
        var generation = running.runnable().generation();
        return Uni.createFrom()
                .deferred(() -> {
                    generations.begin(generation, running.job().order().deadline());
                    return generations.generate(generation);
                })
                .<Ended>map(With::new)
                .onFailure(CancellationException.class)
                .recoverWithItem(_ -> new Stopped(stops.isHandedBack(running.id())))
                .onFailure()
                .recoverWithItem(thrown -> {
                    Log.errorf(thrown, "an unexpected failure ended job %s", running.id());
                    return with(thrown, Reason.NOTHING_LEFT);
                });
    }

    private Uni<Ended> failed(TypedException thrown, Reason reason) {
        return Uni.createFrom().item(with(thrown, reason));
    }

    private With with(Throwable thrown, Reason reason) {
        return new With(new Outcome.Failed<>(classification.classify(thrown, FailureContext.NONE), reason, List.of()));
    }
}
