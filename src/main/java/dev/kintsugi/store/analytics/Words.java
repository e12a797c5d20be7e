package dev.kintsugi.store.analytics;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.report.analytics.FailureOutcome;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** What the words in the file mean; nothing if this version does not know them. */
final class Words {

    private Words() {}

    static Optional<FailureType> type(String code) {
        return FailureType.of(code);
    }

    static Optional<Severity> severity(String code) {
        return find(Severity.values(), Severity::code, code);
    }

    static Optional<FailureOutcome> outcome(String code) {
        return find(FailureOutcome.values(), FailureOutcome::code, code);
    }

    static Optional<RecoveryStrategy> strategy(String code) {
        return find(RecoveryStrategy.values(), RecoveryStrategy::code, code);
    }

    static Optional<TrailStep.Result> result(String code) {
        return find(TrailStep.Result.values(), TrailStep.Result::code, code);
    }

    private static <E> Optional<E> find(E[] all, Function<E, String> code, String wanted) {
        return Arrays.stream(all).filter(one -> code.apply(one).equals(wanted)).findFirst();
    }
}
