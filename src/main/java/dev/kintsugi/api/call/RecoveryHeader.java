package dev.kintsugi.api.call;

import dev.kintsugi.recovery.decision.RecoveryPolicy.RecoveryScope;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The header {@code Kintsugi-Recovery}: how far a repair may go, for callers whose client cannot say so in the body. */
public final class RecoveryHeader {

    public static final String NAME = "Kintsugi-Recovery";

    private RecoveryHeader() {}

    /**
     * What it says; nothing if it is not there.
     *
     * @throws TypedException invalid_parameters if it has another value than the field recovery may have
     */
    public static Optional<RecoveryScope> of(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        var scope = RecoveryScope.of(value.strip());
        if (scope.isEmpty()) {
            throw TypedException.invalid(List.of(new FieldError(NAME, "must be one of none, retry, same_model, any")));
        }
        return scope;
    }
}
