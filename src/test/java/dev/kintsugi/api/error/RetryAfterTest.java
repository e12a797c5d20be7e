package dev.kintsugi.api.error;

import static dev.kintsugi.recovery.failure.FailureType.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.drain.RestartRefusal;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.report.problem.RetryAfter;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A caller is told when to come back if that helps, and only then: of a call that is refused, and of a job that failed. */
@QuarkusTest
class RetryAfterTest {

    private static final Set<Integer> LATER = Set.of(429, 503, 507);

    /** What passes while nobody changes the request, the model or the settings. */
    private static final Set<FailureType> PASSES = EnumSet.of(
            MODEL_LOADING_FAILED,
            MODEL_CORRUPTION_DETECTED,
            MODEL_INTEGRITY_FAILURE,
            STORAGE_SPACE_INSUFFICIENT,
            HARDWARE_OPTIMIZATION_FAILURE,
            DEVICE_LOST,
            SYSTEM_RESOURCE_ERROR,
            MODEL_OVERLOADED,
            RATE_LIMIT_EXCEEDED,
            STATE_LOAD_FAILED,
            STATE_SAVE_FAILED);

    private static final Set<FailureType> STAYS =
            EnumSet.of(MODEL_VERSION_MISMATCH, MODEL_COMPATIBILITY_ERROR, VRAM_EXHAUSTION, DEPENDENCY_MISSING);

    @Inject
    FailureCatalog catalog;

    @Inject
    Failures failures;

    @Inject
    Refusals refusals;

    @Inject
    RetryAfter retryAfter;

    @Test
    void everyFailureWithSuchAStatusPassesOrStays() {
        var later = EnumSet.noneOf(FailureType.class);
        for (var type : FailureType.values()) {
            if (LATER.contains(catalog.profile(type).status())) {
                later.add(type);
            }
        }
        var known = EnumSet.copyOf(PASSES);
        known.addAll(STAYS);
        assertThat(later).isEqualTo(known);
    }

    @Test
    void isToldOfWhatPassesAndOfNothingElse() {
        for (var type : FailureType.values()) {
            var thrown = new TypedException(type, "it failed");
            var refusal = failures.understand(thrown, "c1");
            var call = refusals.comeBack(thrown, refusal, WorkKind.IMAGE);
            var job = retryAfter.of(refusal.failure(), WorkKind.IMAGE);
            assertThat(call.isPresent()).as("%s of a call", type).isEqualTo(PASSES.contains(type));
            assertThat(job.isPresent()).as("%s of a job", type).isEqualTo(PASSES.contains(type));
            call.ifPresent(wait -> assertThat(wait).isBetween(1, 3600));
        }
    }

    @Test
    void isShortWhileTheServiceIsRestarted() {
        var thrown = RestartRefusal.get();
        assertThat(refusals.comeBack(thrown, failures.understand(thrown, "c1"), WorkKind.IMAGE))
                .contains(RetryAfter.seconds(RestartRefusal.COME_BACK));
    }
}
