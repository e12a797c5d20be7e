package dev.kintsugi.report.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class FailureAnnouncerTest {

    private final Queue<Runnable> background = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final FailureAnnouncer announcer = new FailureAnnouncer(
            List.of((failure, times) -> told.add("%d %s %s"
                    .formatted(times, failure.type().code(), failure.outcome().code()))),
            background::add);

    @Test
    void noFailureIsLostHoweverManyWaitAndNoneIsToldTwice() {
        announce(FailureType.MODEL_NOT_FOUND, Severity.LOW, FailureOutcome.REFUSED, 20_000);
        announce(FailureType.INTERNAL_ERROR, Severity.CRITICAL, FailureOutcome.FAILED, 1);
        announce(FailureType.MODEL_NOT_FOUND, Severity.LOW, FailureOutcome.REPAIRED, 1);
        announce(FailureType.MODEL_NOT_FOUND, Severity.LOW, FailureOutcome.REFUSED, 1);
        assertThat(background).hasSize(1);
        background.remove().run();
        announce(FailureType.MODEL_NOT_FOUND, Severity.LOW, FailureOutcome.REFUSED, 2);
        background.remove().run();
        assertThat(background).isEmpty();
        assertThat(told)
                .containsExactly(
                        "20001 model_not_found refused",
                        "1 internal_error failed",
                        "1 model_not_found repaired",
                        "2 model_not_found refused");
    }

    private void announce(FailureType type, Severity severity, FailureOutcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            announcer.announce(new FailureRecord(
                    i, Instant.EPOCH, "c-" + i, type, severity, "toy", "image_generation", "failed", outcome, ""));
        }
    }
}
