package dev.kintsugi.api.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import dev.kintsugi.job.support.JobLosses;
import dev.kintsugi.job.support.JobLossesTest;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** JSON that we cannot write is not the caller's mistake. */
class OurOwnMistakesTest {

    private final JobLosses losses = JobLossesTest.of(Clock.systemUTC(), new ArrayList<>());
    private final Failures failures = new Failures(
            new Classification(List.of(), List.of(new RequestFailures()), FailureCatalog.STANDARD, Clock.systemUTC()),
            FailureCatalog.STANDARD,
            losses);

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

    @Test
    void whoAsksForAJobThatIsNotKnownHearsThatJobsWereLost() {
        var id = "job_" + "0".repeat(32);
        assertThat(absence(id)).doesNotContain("lost");
        losses.noticed(Optional.of("the file was damaged"));
        assertThat(absence(id)).contains("jobs were lost because their database was damaged");
        assertThat(absence("what")).as("no job is named so").doesNotContain("lost");
    }

    private String absence(String id) {
        var refusal = failures.understand(new UnknownJob(id), "c");
        assertThat(refusal.status()).isEqualTo(404);
        return refusal.failure().fields().getFirst().message();
    }
}
