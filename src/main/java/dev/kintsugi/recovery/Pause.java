package dev.kintsugi.recovery;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** Waits without a thread, a little longer or shorter each time so that many callers do not come back at once. */
public final class Pause {

    private final ScheduledExecutorService scheduler;
    private final RandomGenerator random;

    public Pause(ScheduledExecutorService scheduler, RandomGenerator random) {
        this.scheduler = scheduler;
        this.random = random;
    }

    /** Emits null after the duration, spread evenly between half of it and one and a half. */
    public Uni<Void> after(Duration duration) {
        if (duration.isZero()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .onExecutor(scheduler)
                .by(spread(duration));
    }

    /** A duration between half of this one and one and a half of it. */
    Duration spread(Duration duration) {
        return Duration.ofNanos(Math.max(1, (long) (duration.toNanos() * (0.5 + random.nextDouble()))));
    }
}
