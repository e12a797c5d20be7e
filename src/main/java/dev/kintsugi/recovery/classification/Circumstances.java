package dev.kintsugi.recovery.classification;

import dev.kintsugi.recovery.failure.Circumstance;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/** Finds out what makes one failure more or less severe than its type says. Remembers the last ones, to see which repeat. */
final class Circumstances {

    // Five of a kind within a minute are more than a coincidence.
    private static final int OFTEN = 5;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Repetition repetition = new Repetition(OFTEN, WINDOW);

    Set<Circumstance> of(FailureType type, FailureContext context, Instant now) {
        if (type.callersMistake()) {
            return Set.of(Circumstance.CALLERS_MISTAKE);
        }
        var circumstances = EnumSet.noneOf(Circumstance.class);
        if (repetition.noted(type, context.model(), context.correlationId(), now)) {
            circumstances.add(Circumstance.REPEATED);
        }
        if (type == FailureType.STATE_SAVE_FAILED || type == FailureType.DATA_INTEGRITY_ERROR) {
            circumstances.add(Circumstance.DATA_AT_RISK);
        }
        return circumstances;
    }
}
