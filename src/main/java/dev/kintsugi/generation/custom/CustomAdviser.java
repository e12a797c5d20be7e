package dev.kintsugi.generation.custom;

import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.remedy.AdvisedPlans;
import dev.kintsugi.recovery.decision.Advice;
import dev.kintsugi.recovery.decision.Adviser;
import dev.kintsugi.recovery.decision.Attempt;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/** A {@link CustomStrategy} as the kernel asks it. */
record CustomAdviser(CustomStrategy strategy, AdvisedPlans plans, Executor blocking) implements Adviser<Plan> {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return strategy.name();
    }

    @Override
    public Uni<Advice<Plan>> advise(List<Attempt<Plan>> history) {
        return Uni.createFrom()
                .deferred(() -> strategy.suggest(Consultation.of(history)))
                .emitOn(blocking) // may read a model's folder, and some answer on an event loop
                .map(suggestion -> advice(suggestion, history.getLast().plan()));
    }

    private Advice<Plan> advice(Suggestion suggestion, Plan plan) {
        return switch (suggestion) {
            case Suggestion.Retry retry -> new Advice.Again<>(bounded(retry.after()));
            case Suggestion.Adjust adjust -> new Advice.Instead<>(plans.adjusted(plan, adjust.parameters()));
            case Suggestion.Fallback fallback -> new Advice.Instead<>(plans.on(plan, fallback.model()));
            case Suggestion.GiveUp giveUp -> new Advice.Nothing<>(giveUp.reason());
        };
    }

    private static Duration bounded(Duration pause) {
        if (pause.isNegative() || pause.compareTo(LONGEST_PAUSE) > 0) {
            throw new TypedException(
                    FailureType.INVALID_PARAMETERS,
                    "the pause must be from 0 to " + LONGEST_PAUSE.toSeconds() + " s, not " + pause.toMillis() + " ms");
        }
        return pause;
    }
}
