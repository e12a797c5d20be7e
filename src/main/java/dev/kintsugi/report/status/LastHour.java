package dev.kintsugi.report.status;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.feed.JobListener;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * Counts what became of the requests of the last hour, in minutes, and what failed on the way: each failure once,
 * however many steps it took, and not again if its job is resumed.
 */
@ApplicationScoped
class LastHour implements JobListener {

    private static final int MINUTES = 60;
    private static final int ENDS = 4;
    private static final int REMEMBERED = 2048;

    /** What tells failures apart. */
    private record Met(String correlationId, FailureType type, Instant at) {}

    private final int[][] counts = new int[MINUTES][ENDS + FailureType.values().length];
    private final long[] minutes = new long[MINUTES];
    private final Cache<Met, Boolean> met = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .executor(Runnable::run)
            .build();
    private final Clock clock;

    LastHour(Clock clock) {
        this.clock = clock;
        Arrays.fill(minutes, -1);
    }

    @Override
    public void on(Job job, JobEvent event) {
        switch (event.what()) {
            case JobEvent.Queued _, JobEvent.Started _, JobEvent.Progressed _, JobEvent.Cancelled _ -> {}
            case JobEvent.Recovering recovering -> met(recovering.step());
            case JobEvent.Completed completed -> count(end(completed.outcome()));
            case JobEvent.Failed failed -> {
                count(end(failed.outcome()));
                met(failed.outcome().failure());
            }
        }
    }

    private void met(TrailStep step) {
        if (!step.foreseen()) {
            met(step.failure());
        }
    }

    private synchronized void met(Failure failure) {
        var key = new Met(failure.context().correlationId(), failure.type(), failure.at());
        if (met.asMap().putIfAbsent(key, true) == null) {
            count(ENDS + failure.type().ordinal());
        }
    }

    private static int end(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Completed<?> _ -> 0;
            case Outcome.Recovered<?> _ -> 1;
            case Outcome.Degraded<?> _ -> 2;
            case Outcome.Failed<?> _ -> 3;
        };
    }

    private synchronized void count(int what) {
        var minute = clock.millis() / 60_000;
        var slot = (int) Math.floorMod(minute, (long) MINUTES);
        if (minutes[slot] != minute) {
            minutes[slot] = minute;
            Arrays.fill(counts[slot], 0);
        }
        counts[slot][what]++;
    }

    synchronized FailuresView view() {
        var failures = new TreeMap<String, Long>();
        for (var type : FailureType.values()) {
            var met = sum(ENDS + type.ordinal());
            if (met > 0) {
                failures.put(type.code(), met);
            }
        }
        return new FailuresView(sum(0), sum(1), sum(2), sum(3), failures);
    }

    private long sum(int what) {
        var oldest = clock.millis() / 60_000 - MINUTES + 1;
        long sum = 0;
        for (int slot = 0; slot < MINUTES; slot++) {
            sum += minutes[slot] >= oldest ? counts[slot][what] : 0;
        }
        return sum;
    }
}
