package dev.kintsugi.job.feed;

import dev.kintsugi.pipeline.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a job still takes, by the pace of its steps so far. */
public final class Eta {

    private final Clock clock;
    private @Nullable Instant first;
    private int seen;

    public Eta(Clock clock) {
        this.clock = clock;
    }

    public Optional<Duration> after(Progress progress) {
        if (!(progress instanceof Progress.Step step)) {
            return Optional.empty();
        }
        var now = clock.instant();
        if (first == null || (step.item() == 0 && step.step() == 1)) {
            first = now;
            seen = 0;
            return Optional.empty();
        }
        seen++;
        long left = (long) (step.items() - step.item()) * step.steps() - step.step();
        return Optional.of(Duration.between(first, now).multipliedBy(left).dividedBy(seen));
    }
}
