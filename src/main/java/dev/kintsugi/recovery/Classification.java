package dev.kintsugi.recovery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was thrown into a {@link Failure}: asks each classifier about each exception of the cause chain, outermost
 * first. What nobody knows is an {@link FailureType#INTERNAL_ERROR}; classification itself never fails.
 */
public final class Classification {

    // Five of a kind within a minute are more than a coincidence.
    private static final int OFTEN = 5;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final List<FailureClassifier> classifiers;
    private final FailureCatalog catalog;
    private final Repetition repetition;
    private final Clock clock;

    public Classification(List<FailureClassifier> classifiers, Clock clock) {
        this(classifiers, FailureCatalog.STANDARD, clock);
    }

    public Classification(List<FailureClassifier> classifiers, FailureCatalog catalog, Clock clock) {
        this.classifiers = List.copyOf(classifiers);
        this.catalog = catalog;
        this.repetition = new Repetition(OFTEN, WINDOW);
        this.clock = clock;
    }

    public Failure classify(Throwable thrown, FailureContext context) {
        if (thrown instanceof FailureException known) {
            return known.failure();
        }
        var chain = chain(thrown);
        var typed = first(chain, TypedException.class);
        var type = typed != null ? typed.type() : type(chain);
        var phased = first(chain, Phased.class);
        var profile = catalog.profile(type);
        var now = clock.instant();
        return new Failure(
                type,
                profile.severity().under(circumstances(type, context, now)),
                typed != null ? typed.text() : profile.guidance().message(),
                describe(chain),
                phased != null ? context.withPhase(phased.phase()) : context,
                typed != null ? typed.fields() : List.of(),
                now);
    }

    private Set<Circumstance> circumstances(FailureType type, FailureContext context, Instant now) {
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

    private FailureType type(List<Throwable> chain) {
        for (var thrown : chain) {
            for (var classifier : classifiers) {
                var type = classifier.classify(thrown);
                if (type.isPresent()) {
                    return type.get();
                }
            }
        }
        return FailureType.INTERNAL_ERROR;
    }

    private static List<Throwable> chain(Throwable thrown) {
        var seen = Collections.newSetFromMap(new IdentityHashMap<Throwable, Boolean>());
        var chain = new ArrayList<Throwable>();
        for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
            chain.add(t);
        }
        return chain;
    }

    private static <T> @Nullable T first(List<Throwable> chain, Class<T> type) {
        for (var thrown : chain) {
            if (type.isInstance(thrown)) {
                return type.cast(thrown);
            }
        }
        return null;
    }

    private static String describe(List<Throwable> chain) {
        var text = new StringBuilder();
        for (var thrown : chain) {
            if (!text.isEmpty()) {
                text.append(" <- ");
            }
            text.append(thrown.getClass().getName()).append(": ").append(thrown.getMessage());
        }
        return text.toString();
    }
}
