package dev.kintsugi.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is tried again at once keeps to the same schedule as what is tried again later. */
class RetryAtOnceTest {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final FailureType FLAKY = FailureType.GENERATION_PIPELINE_ERROR;
    private static final StrategyOrder ORDER = StrategyOrder.fixed(FailureCatalog.STANDARD);

    @Test
    void isAllowedWhereTheScheduleHasAShortPause() {
        assertThat(atOnce(FLAKY, RecoveryPolicy.ANY, RetrySchedule.DEFAULT)).isTrue();
    }

    @Test
    void isNotWhereTheScheduleHasNone() {
        assertThat(atOnce(FLAKY, RecoveryPolicy.ANY, paced(0, Duration.ZERO))).isFalse();
    }

    @Test
    void isNotWhereTheScheduleHasALongPause() {
        assertThat(atOnce(FLAKY, RecoveryPolicy.ANY, paced(2, Duration.ofMillis(21))))
                .isFalse();
    }

    @Test
    void isNotWhereSomethingElseComesFirstOrTheCallerWantsNothing() {
        assertThat(atOnce(FailureType.VRAM_EXHAUSTION, RecoveryPolicy.ANY, RetrySchedule.DEFAULT))
                .isFalse();
        assertThat(atOnce(FLAKY, new RecoveryPolicy(RecoveryPolicy.Reach.NONE, 1), RetrySchedule.DEFAULT))
                .isFalse();
    }

    private static RetrySchedule paced(int retries, Duration first) {
        return RetrySchedule.DEFAULT.with(FLAKY, new RetrySchedule.Pace(retries, first, Duration.ofSeconds(1)));
    }

    private static boolean atOnce(FailureType type, RecoveryPolicy policy, RetrySchedule schedule) {
        var clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        var incident = new Incident<>("plan", policy, new Budget(5, 3, Instant.MAX), _ -> {}, clock);
        incident.failed(
                new Failure(type, Severity.MEDIUM, "failed", "", FailureContext.NONE, List.of(), clock.instant()));
        return incident.retryIsFirstAnswer(ORDER, schedule, SOON);
    }
}
