package dev.kintsugi.report.problem;

import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.RecoveryPolicy.RecoveryScope;
import dev.kintsugi.recovery.failure.FailureContext;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The suggestions that advise to allow more recovery, to callers who did not: what a caller allowed already is left out.
 *
 * @param allowed what the request allowed
 * @param decisive whether more would have been tried if the caller had allowed it
 */
record RecoveryAdvice(RecoveryPolicy allowed, boolean decisive) {

    private static final Pattern ANOTHER_MODEL =
            Pattern.compile("Set recovery to any (?:and raise max_degradation )?to ");
    private static final Pattern SOME = Pattern.compile("Set recovery to (?:retry, )?same_model or any, so that .*");
    private static final Pattern REPAIR =
            Pattern.compile(" with recovery set to retry, same_model or any, so that [^.]*");

    /** What the request allowed is nothing if that is not known. */
    static RecoveryAdvice of(FailureContext context, boolean decisive) {
        return new RecoveryAdvice(
                RecoveryPolicy.of(context.parameters()).orElse(new RecoveryPolicy(RecoveryScope.NONE, 1)), decisive);
    }

    List<String> applyTo(List<String> suggestions) {
        return suggestions.stream().flatMap(this::adapt).toList();
    }

    private Stream<String> adapt(String suggestion) {
        var other = ANOTHER_MODEL.matcher(suggestion);
        if (other.lookingAt()) {
            return !decisive || allowed.allowsAll()
                    ? Stream.empty()
                    : Stream.of(
                            allowed.reach() == RecoveryScope.ANY
                                    ? "Raise max_degradation to " + suggestion.substring(other.end())
                                    : suggestion);
        }
        if (allowed.reach() == RecoveryScope.NONE) {
            return Stream.of(suggestion);
        }
        if (SOME.matcher(suggestion).matches()) {
            var enough = allowed.reach() != RecoveryScope.RETRY || suggestion.contains("to retry,");
            return enough ? Stream.empty() : Stream.of(suggestion);
        }
        return Stream.of(REPAIR.matcher(suggestion).replaceFirst(""));
    }
}
