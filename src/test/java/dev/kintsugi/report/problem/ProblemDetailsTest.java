package dev.kintsugi.report.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemDetailsTest {

    @Test
    void namesWhatTheFailureIsAboutAndItsNumbers() {
        assertThat(details(Map.of("kind", "image", "needed_bytes", "5000000000", "guidance", "7.5", "loaded", "true")))
                .isEqualTo(Map.of(
                        "kind", "image",
                        "needed_bytes", 5_000_000_000L,
                        "guidance", 7.5,
                        "model_loaded", true,
                        "model", "toy",
                        "device", "cpu",
                        "phase", "decode"));
    }

    @Test
    void leavesOutWhatOnlyTheKernelUnderstands() {
        assertThat(details(Map.of(
                        "seconds",
                        "4",
                        "last_resort",
                        "true",
                        "recovery",
                        "none",
                        "max_degradation",
                        "0.2",
                        "kind",
                        "x")))
                .isEqualTo(Map.of("allowed_seconds", 4L, "model", "toy", "device", "cpu", "phase", "decode"));
    }

    @Test
    void whatTheRequestAllowedIsWhatItSaid() {
        assertThat(details(Map.of("seconds", "4", "allowed_seconds", "9"))).containsEntry("allowed_seconds", 9L);
    }

    private static Map<String, Object> details(Map<String, String> parameters) {
        var context = new FailureContext("c", "image_generation", "toy", "cpu", "decode", parameters);
        var failure = new Failure(
                FailureType.VRAM_EXHAUSTION, Severity.HIGH, "failed", "internal", context, List.of(), Instant.EPOCH);
        return ProblemDetails.of(failure, List.of());
    }
}
