package dev.kintsugi.generation;

import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.recovery.Classification;
import dev.kintsugi.recovery.Outcome;
import dev.kintsugi.recovery.Recovery;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CancellationException;

/** Goes on with a generation whose first try failed. */
@ApplicationScoped
class GenerationRecovery {

    private final Recovery<Plan> recovery;
    private final Classification classification;
    private final Attempts attempts;
    private final Foresight foresight;
    private final LastModel lastModel;
    private final WhatFits whatFits;

    GenerationRecovery(
            Recovery<Plan> recovery,
            Classification classification,
            Attempts attempts,
            Foresight foresight,
            LastModel lastModel,
            WhatFits whatFits) {
        this.recovery = recovery;
        this.classification = classification;
        this.attempts = attempts;
        this.foresight = foresight;
        this.lastModel = lastModel;
        this.whatFits = whatFits;
    }

    Uni<Outcome<Result>> recover(Generation generation, Throwable thrown) {
        if (thrown instanceof CancellationException) {
            return Uni.createFrom().failure(thrown);
        }
        if (!(thrown instanceof AttemptFailed)) {
            // Not a try that failed but a guard that refused: it is not in the memory of the incident yet. A try that
            // it
            // has given up may go on, and must not beside the next one.
            generation.expire();
            generation.incident().failed(classification.classify(thrown, generation.context()));
        }
        return recovery.<Result>resume(
                        generation.incident(), plan -> attempts.attempt(generation, plan), generation::context)
                .invoke(outcome -> foresight.learn(generation, outcome))
                .map(lastModel::judge)
                .map(outcome -> whatFits.tell(generation, outcome));
    }
}
