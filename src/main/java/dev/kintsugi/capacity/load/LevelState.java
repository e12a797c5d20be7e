package dev.kintsugi.capacity.load;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The level and since when it could be better: pure. It falls at once and rises one level at a time, after the load has
 * been clearly lower for a while, so that it does not go to and fro.
 *
 * @param level as it is
 * @param calm since when the load would allow the next better level; nothing while it does not
 */
record LevelState(ServiceLevel level, Optional<Instant> calm) {

    /** When levels change: loads from which on they fall, how much lower they must be to rise, and for how long. */
    record Limits(double reduced, double minimal, double margin, Duration dwell) {}

    static final LevelState BEST = new LevelState(ServiceLevel.FULL, Optional.empty());

    LevelState next(double load, Instant now, Limits limits) {
        var worse = load >= limits.minimal()
                ? ServiceLevel.MINIMAL
                : load >= limits.reduced() ? ServiceLevel.REDUCED : ServiceLevel.FULL;
        if (worse.compareTo(level) > 0) {
            return new LevelState(worse, Optional.empty());
        }
        if (level == ServiceLevel.FULL || load >= from(level, limits) - limits.margin()) {
            return new LevelState(level, Optional.empty());
        }
        var since = calm.orElse(now);
        return now.isBefore(since.plus(limits.dwell()))
                ? new LevelState(level, Optional.of(since))
                : new LevelState(ServiceLevel.values()[level.ordinal() - 1], Optional.empty());
    }

    private static double from(ServiceLevel level, Limits limits) {
        return switch (level) {
            case FULL -> 0;
            case REDUCED -> limits.reduced();
            case MINIMAL -> limits.minimal();
        };
    }
}
