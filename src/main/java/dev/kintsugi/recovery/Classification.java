package dev.kintsugi.recovery;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was thrown into a {@link Failure}: asks each classifier about each exception of the cause chain, outermost
 * first. What nobody knows is an {@link FailureType#INTERNAL_ERROR}; classification itself never fails.
 */
public final class Classification {

    private final List<FailureClassifier> classifiers;
    private final Clock clock;

    public Classification(List<FailureClassifier> classifiers, Clock clock) {
        this.classifiers = List.copyOf(classifiers);
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
        return new Failure(
                type,
                type.defaultSeverity(),
                typed != null ? typed.text() : Guidance.of(type).message(),
                describe(chain),
                phased != null ? context.withPhase(phased.phase()) : context,
                typed != null ? typed.fields() : List.of(),
                clock.instant());
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
