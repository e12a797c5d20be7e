package dev.kintsugi.pipeline;

import dev.kintsugi.recovery.Change;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.RecoveryStrategy;
import dev.kintsugi.recovery.Remedy.Replan;
import dev.kintsugi.recovery.TypedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Pictures that were drawn a short while ago, for the times when drawing does not work: the very same request is
 * answered as before, another one for the same words and size with a picture that is not its own. In memory only,
 * bounded by bytes and age.
 */
public final class KeptAnswers {

    private record Kept(Plan plan, List<Artifact> artifacts, Instant at) {
        long bytes() {
            return artifacts.stream()
                    .mapToLong(artifact -> artifact.png().length)
                    .sum();
        }
    }

    private static final double ANOTHER_PICTURE_LOSS = 0.3;

    private final long mostBytes;
    private final Duration longest;
    private final Clock clock;
    private final Deque<Kept> newestFirst = new ArrayDeque<>();
    private long bytes;

    /**
     * @param mostBytes of all pictures together; 0 keeps nothing
     * @param longest how long one is kept
     */
    public KeptAnswers(long mostBytes, Duration longest, Clock clock) {
        this.mostBytes = mostBytes;
        this.longest = longest;
        this.clock = clock;
    }

    /** Keeps what a plan gave, in the place of what the same plan gave before. */
    public synchronized void keep(Plan plan, List<Artifact> artifacts) {
        if (plan.kept() || mostBytes == 0) {
            return;
        }
        newestFirst.stream()
                .filter(kept -> kept.plan().equals(plan))
                .findFirst()
                .ifPresent(this::drop);
        var kept = new Kept(plan, artifacts, clock.instant());
        newestFirst.addFirst(kept);
        bytes += kept.bytes();
        prune();
    }

    /** The ways to answer a plan with what is kept, least loss first. */
    synchronized List<Replan<Plan>> remedies(Plan plan) {
        prune();
        if (plan.kept()) {
            return List.of();
        }
        return newestFirst.stream()
                .filter(kept -> isFor(plan, kept))
                .sorted((one, other) -> Double.compare(loss(plan, one), loss(plan, other)))
                .limit(1)
                .map(kept -> new Replan<>(
                        RecoveryStrategy.GRACEFUL_DEGRADATION, kept.plan().answeredFromKept(), change(plan, kept)))
                .toList();
    }

    /**
     * What is kept for a plan that says so.
     *
     * @throws TypedException model_overloaded where it was dropped meanwhile
     */
    public synchronized List<Artifact> answer(Plan plan) {
        return newestFirst.stream()
                .filter(kept -> kept.plan().answeredFromKept().equals(plan))
                .findFirst()
                .map(Kept::artifacts)
                .orElseThrow(() -> new TypedException(
                        FailureType.MODEL_OVERLOADED, "the picture that was kept for such a case is gone"));
    }

    private void prune() {
        var oldest = clock.instant().minus(longest);
        for (var last = Optional.ofNullable(newestFirst.peekLast());
                last.filter(kept -> bytes > mostBytes || kept.at().isBefore(oldest))
                        .isPresent();
                last = Optional.ofNullable(newestFirst.peekLast())) {
            drop(last.get());
        }
    }

    private void drop(Kept kept) {
        newestFirst.remove(kept);
        bytes -= kept.bytes();
    }

    private static boolean isFor(Plan plan, Kept kept) {
        var asked = plan.picture();
        var drawn = kept.plan().picture();
        return asked.prompt().equals(drawn.prompt())
                && asked.negativePrompt().equals(drawn.negativePrompt())
                && asked.size().equals(drawn.size())
                && asked.count() == drawn.count();
    }

    private static boolean isTheSame(Plan plan, Kept kept) {
        return plan.picture().equals(kept.plan().picture())
                && plan.variant()
                        .withDevice(kept.plan().variant().device())
                        .equals(kept.plan().variant());
    }

    private static double loss(Plan plan, Kept kept) {
        return isTheSame(plan, kept) ? 0 : ANOTHER_PICTURE_LOSS;
    }

    private static Change change(Plan plan, Kept kept) {
        var other = !plan.variant().model().equals(kept.plan().variant().model());
        return new Change(
                other ? Change.MODEL : "answer",
                other ? plan.variant().model().value() : "a new picture",
                (other ? kept.plan().variant().model() + ", " : "") + "one drawn before"
                        + (isTheSame(plan, kept)
                                ? ""
                                : " with seed " + kept.plan().picture().seed()),
                loss(plan, kept));
    }
}
