package dev.kintsugi.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.report.problem.Problems;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a failure says of who must act agrees with what becomes of its job, for every kind of failure and every reason to give up. */
@QuarkusTest
class RequiresUserActionTest {

    private static final JobId JOB = new JobId("job_00000000000000000000000000000000");

    @Inject
    Failures failures;

    @Inject
    Problems problems;

    @ParameterizedTest
    @EnumSource(FailureType.class)
    void aJobThatWaitsForAPersonSaysSoAndNoOtherDoesThatCanBeSentAgain(FailureType type) {
        var failure =
                failures.understand(new TypedException(type, "it failed"), "c1").failure();
        for (var reason : Reason.values()) {
            var outcome = new Outcome.Failed<>(failure, reason, List.of());
            var problem = problems.of(JOB, outcome, "/v1/jobs/" + JOB);
            var waits = JobState.canBeResumed(outcome);
            assertThat(problem.resume() != null)
                    .as("%s, %s: resume", type, reason)
                    .isEqualTo(waits);
            assertThat(problem.requiresUserAction())
                    .as("%s, %s: requires_user_action", type, reason)
                    .isEqualTo(waits || !problem.retryable());
        }
    }

    @ParameterizedTest
    @EnumSource(FailureType.class)
    void aRefusalThatPassesNeedsNoPerson(FailureType type) {
        var failure =
                failures.understand(new TypedException(type, "it failed"), "c1").failure();
        var problem = problems.of(failure, "/v1/jobs");
        assertThat(problem.requiresUserAction()).as("%s", type).isEqualTo(!problem.retryable());
    }
}
