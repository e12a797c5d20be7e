package dev.kintsugi.pipeline.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.TypedException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Pictures that were drawn a short while ago, for the times when drawing does not work: the very same request is
 * answered as before, another one for the same words and size with a picture that is not its own. In memory only,
 * bounded by bytes and age.
 */
public final class ResultCache {

    /** By the plan that says that it is answered from here. */
    private final Cache<Plan, KeptResult> answers;

    private final Clock clock;

    /**
     * @param mostBytes of all pictures together; 0 keeps nothing
     * @param longest how long one is kept
     */
    public ResultCache(long mostBytes, Duration longest, Clock clock) {
        this.clock = clock;
        this.answers = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((Plan plan, KeptResult kept) -> kept.bytes())
                .expireAfterWrite(longest)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /**
     * Keeps what a plan gave, in the place of what the same plan gave before.
     *
     * @param warnings what was said of it
     */
    public void keep(Plan plan, List<Artifact> artifacts, List<String> warnings) {
        if (!plan.kept()) {
            answers.put(
                    plan.answeredFromKept(), new KeptResult(plan, artifacts, List.copyOf(warnings), clock.instant()));
        }
    }

    /** Drops what some variants gave. */
    public void forget(Predicate<Variant> which) {
        answers.asMap().keySet().removeIf(plan -> which.test(plan.variant()));
    }

    /** The way to answer a plan with what is kept that loses least, the newest of several; empty if there is none. */
    public List<Replan<Plan>> remedies(Plan plan) {
        if (plan.kept()) {
            return List.of();
        }
        return answers.asMap().values().stream()
                .filter(kept -> kept.answers(plan))
                .min(Comparator.<KeptResult>comparingDouble(kept -> kept.loss(plan))
                        .thenComparing(KeptResult::at, Comparator.reverseOrder()))
                .map(kept -> new Replan<>(
                        RecoveryStrategy.GRACEFUL_DEGRADATION, kept.plan().answeredFromKept(), kept.change(plan)))
                .stream()
                .toList();
    }

    /**
     * What is kept for a plan that says so.
     *
     * @throws TypedException model_overloaded if it was dropped meanwhile
     */
    public List<Artifact> answer(Plan plan) {
        return Optional.ofNullable(answers.getIfPresent(plan))
                .map(KeptResult::artifacts)
                .orElseThrow(() -> new TypedException(
                        FailureType.MODEL_OVERLOADED, "the result that was kept for such a case is gone"));
    }

    /** What was said of that when it was drawn. */
    public List<String> warnings(Plan plan) {
        return Optional.ofNullable(answers.getIfPresent(plan))
                .map(KeptResult::warnings)
                .orElse(List.of());
    }
}
