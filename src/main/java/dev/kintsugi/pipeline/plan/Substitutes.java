package dev.kintsugi.pipeline.plan;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.FailureType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Remembers what became of requests that failed as they were: the plan that worked in the end, or the lightest one that
 * failed as well. The next equal request, whatever its words and seed, begins with that. After a pause one of them is
 * tried as it was asked for; the pause becomes twice as long each time in vain. In memory only, bounded.
 */
public final class Substitutes {

    /** So many are remembered; those that are rarely asked for are forgotten first. */
    private static final int MOST = 1000;

    /**
     * What takes the place of a plan.
     *
     * @param why what failed with the plan that was asked for
     * @param replan what is tried instead
     */
    public record Substitute(FailureType why, Replan<Plan> replan) {}

    private record Key(Plan shape, RecoveryPolicy policy) {}

    private final Map<Key, ShapeSubstitute> entries = bounded();
    private final Map<Plan, Boolean> proven = bounded();
    private final Duration pause;

    public Substitutes(Duration pause) {
        this.pause = pause;
    }

    /**
     * A plan failed as it was, and another took its place in the end. One that has worked before may have met a fault that
     * passes, so only its second failure in a row counts.
     */
    public synchronized void learn(
            Plan asked, RecoveryPolicy policy, FailureType why, Replan<Plan> instead, Instant now) {
        var key = new Key(shape(asked), policy);
        if (proven.remove(key.shape()) != null) {
            return;
        }
        var before = entries.remove(key);
        var wait = before == null ? pause : before.pause();
        entries.put(
                key,
                new ShapeSubstitute(
                        why, instead.strategy(), shape(instead.plan()), instead.parts(), now.plus(wait), wait));
    }

    /** A plan worked as it was asked for. */
    public synchronized void worked(Plan asked) {
        var shape = shape(asked);
        proven.put(shape, true);
        entries.keySet().removeIf(key -> key.shape().equals(shape));
    }

    /** What to try in the place of a plan; empty if nothing is known, or it is time to try the plan itself again. */
    public synchronized Optional<Substitute> of(Plan asked, RecoveryPolicy policy, Instant now) {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        var key = new Key(shape(asked), policy);
        var entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.isProbe(now)) {
            entries.put(key, entry.probed(now));
            return Optional.empty();
        }
        return Optional.of(new Substitute(entry.why(), entry.replan(asked)));
    }

    /** Forgets the plans of some variants, whether they were asked for or took the place of others. */
    public synchronized void forget(Predicate<Variant> which) {
        entries.entrySet()
                .removeIf(known -> which.test(known.getKey().shape().variant())
                        || which.test(known.getValue().shape().variant()));
        proven.keySet().removeIf(shape -> which.test(shape.variant()));
    }

    public synchronized void forget() {
        entries.clear();
        proven.clear();
    }

    private static <K, V> Map<K, V> bounded() {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .executor(Runnable::run)
                .<K, V>build()
                .asMap();
    }

    /** A plan without what costs nothing: words and seed. */
    private static Plan shape(Plan plan) {
        return plan.withWork(plan.work().shape());
    }
}
