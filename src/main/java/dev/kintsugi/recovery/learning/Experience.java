package dev.kintsugi.recovery.learning;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.recovery.trail.TrailStep.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What became of each strategy so far: per kind of failure, model and device. What is old fades. */
public final class Experience {

    /** What is remembered apart. */
    public record Key(FailureType failure, String model, String device, RecoveryStrategy strategy) {}

    /** What is known of one strategy against one kind of failure on one model and device. */
    public record Entry(Key key, SuccessEstimate tally) {}

    /** Clients can make up names of models, so the number of keys has an end. */
    private static final int MOST_KEYS = 10_000;

    private final Map<Key, SuccessEstimate> tallies = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final Duration halfLife;

    /** @param halfLife after which what was seen counts half */
    public Experience(Duration halfLife) {
        this.halfLife = halfLife;
    }

    /** Remembers how a step of a recovery ended; one that is under way or was withheld says nothing. */
    public void note(TrailStep step, Instant now) {
        if (!step.foreseen()) {
            switch (step.result()) {
                case WORKED -> note(step, true, now);
                case FAILED -> note(step, false, now);
                case TRYING, WITHHELD -> {}
            }
        }
    }

    /** Remembers what the caller says of an answer that a step led to: it counts as if it had worked, or not, once more. */
    public void judge(TrailStep step, boolean good, Instant now) {
        if (step.result() == Result.WORKED) {
            note(step, good, now);
        }
    }

    private void note(TrailStep step, boolean worked, Instant now) {
        var context = step.failure().context();
        var key = new Key(step.failure().type(), context.model(), context.device(), step.strategy());
        if (tallies.size() < MOST_KEYS || tallies.containsKey(key)) {
            var loss = step.change() == null ? 0 : step.change().loss();
            tallies.compute(
                    key,
                    (_, tally) -> (tally == null ? SuccessEstimate.none(now) : tally.faded(now, halfLife))
                            .with(worked, step.took(), loss));
            changes.incrementAndGet();
        }
    }

    /** What is known of a strategy; empty if it was never seen. */
    public Optional<SuccessEstimate> of(Key key, Instant now) {
        return Optional.ofNullable(tallies.get(key)).map(tally -> tally.faded(now, halfLife));
    }

    /** How often something was learned or forgotten: the same number means the same knowledge. */
    public long changes() {
        return changes.get();
    }

    /** All that is known. */
    public List<Entry> entries(Instant now) {
        return tallies.entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue().faded(now, halfLife)))
                .toList();
    }

    /** Knows what was known before, and nothing else. */
    public void restore(List<Entry> entries) {
        tallies.clear();
        entries.forEach(entry -> tallies.put(entry.key(), entry.tally()));
        changes.incrementAndGet();
    }
}
