package dev.kintsugi.api.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** JSON that we cannot write is not the caller's mistake. */
class OurOwnMistakesTest {

    private final Failures failures = new Failures(
            new Classification(List.of(), List.of(new RequestFailures()), FailureCatalog.STANDARD, Clock.systemUTC()),
            FailureCatalog.STANDARD);

    /** A type that nothing can be written of. */
    private static final class Opaque {}

    @Test
    void anAnswerThatCannotBeWrittenIsOurMistake() {
        var thrown = catchThrowable(() -> new ObjectMapper().writeValueAsString(new Opaque()));
        assertThat(thrown).isInstanceOf(InvalidDefinitionException.class);
        var refusal = failures.understand(new RuntimeException(thrown), "c");
        assertThat(refusal.failure().type()).isEqualTo(FailureType.INTERNAL_ERROR);
        assertThat(refusal.status()).isEqualTo(500);
    }

    @Test
    void aBodyThatCannotBeReadIsTheCallers() {
        var thrown = catchThrowable(() -> new ObjectMapper().readTree("{"));
        assertThat(thrown)
                .isInstanceOf(com.fasterxml.jackson.core.io.JsonEOFException.class)
                .isInstanceOf(JsonParseException.class);
        var refusal = failures.understand(thrown, "c");
        assertThat(refusal.failure().type()).isEqualTo(FailureType.INVALID_PARAMETERS);
        assertThat(refusal.status()).isEqualTo(400);
    }

    @Test
    void causesThatGoInACircleEnd() {
        var one = new RuntimeException("one");
        one.initCause(new RuntimeException("two", one));
        assertThat(failures.understand(one, "c").failure().type()).isEqualTo(FailureType.INTERNAL_ERROR);
    }
}
