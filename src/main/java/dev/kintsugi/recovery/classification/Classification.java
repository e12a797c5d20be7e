package dev.kintsugi.recovery.classification;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureException;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.HasPhase;
import dev.kintsugi.recovery.failure.TypedException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was thrown into a {@link Failure}. An exception that carries its type is believed. Else the rules are asked
 * about each exception of the cause chain, outermost first, and then the classifiers, in their order. Wrappers are known
 * to none of them, so what they wrap decides. An unknown one is an {@link FailureType#INTERNAL_ERROR}; classification
 * itself never fails.
 */
public final class Classification {

    private final List<FailureRule> rules;
    private final List<FailureClassifier> classifiers;
    private final FailureCatalog catalog;
    private final Circumstances circumstances = new Circumstances();
    private final Clock clock;

    public Classification(List<FailureClassifier> classifiers, Clock clock) {
        this(List.of(), classifiers, FailureCatalog.STANDARD, clock);
    }

    public Classification(
            List<FailureRule> rules, List<FailureClassifier> classifiers, FailureCatalog catalog, Clock clock) {
        this.rules = List.copyOf(rules);
        this.classifiers = List.copyOf(classifiers);
        this.catalog = catalog;
        this.clock = clock;
    }

    public Failure classify(Throwable thrown, FailureContext context) {
        var chain = CauseChain.of(thrown);
        var known = chain.first(FailureException.class);
        if (known != null) {
            return known.failure().correlated(context.correlationId());
        }
        var phased = chain.first(HasPhase.class);
        var where = phased != null ? context.withPhase(phased.phase()) : context;
        var typed = chain.first(TypedException.class);
        try {
            var type = typed != null ? typed.type() : type(chain, where);
            var detail = type == FailureType.INTERNAL_ERROR ? chain.describeUnknown() : chain.describe();
            return failure(type, typed, detail, where);
        } catch (RuntimeException e) {
            // A rule, a classifier or the exception itself is broken. That must not hide that something went wrong.
            var detail = thrown.getClass().getName() + ", and it could not be classified: " + e;
            return failure(typed != null ? typed.type() : FailureType.INTERNAL_ERROR, typed, detail, where);
        }
    }

    private Failure failure(FailureType type, @Nullable TypedException typed, String detail, FailureContext context) {
        var profile = catalog.profile(type);
        var now = clock.instant();
        return new Failure(
                type,
                profile.severity().under(circumstances.of(type, context, now)),
                typed != null ? typed.text() : profile.guidance().message(),
                detail,
                typed != null ? context.with(typed.facts()) : context,
                typed != null ? typed.fields() : List.of(),
                now);
    }

    private FailureType type(CauseChain chain, FailureContext context) {
        for (var thrown : rules.isEmpty() ? List.<Throwable>of() : chain.exceptions()) {
            for (var rule : rules) {
                if (rule.matches(thrown, this::code)) {
                    return rule.type();
                }
            }
        }
        for (var thrown : chain.exceptions()) {
            for (var classifier : classifiers) {
                var type = classifier.classify(thrown, context);
                if (type.isPresent()) {
                    return type.get();
                }
            }
        }
        return FailureType.INTERNAL_ERROR;
    }

    private Optional<String> code(Throwable thrown) {
        for (var classifier : classifiers) {
            var code = classifier.code(thrown);
            if (code.isPresent()) {
                return code;
            }
        }
        return Optional.empty();
    }
}
