package dev.kintsugi.recovery.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.recovery.budget.RetrySchedule.Backoff;
import dev.kintsugi.recovery.failure.FailureType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final RetrySchedule USUAL = RetrySchedule.DEFAULT;

    @Test
    void whatFailedDecidesHowOftenAndAfterWhichPause() {
        assertThat(USUAL.next(FailureType.GENERATION_PIPELINE_ERROR, 0)).contains(Duration.ofMillis(20));
        assertThat(USUAL.next(FailureType.GENERATION_PIPELINE_ERROR, 1)).contains(Duration.ofMillis(40));
        assertThat(USUAL.next(FailureType.GENERATION_PIPELINE_ERROR, 2)).isEmpty();
        assertThat(USUAL.next(FailureType.NETWORK_CONNECTIVITY_LOSS, 1)).contains(Duration.ofMillis(200));
        assertThat(USUAL.next(FailureType.INTERNAL_ERROR, 0)).isPresent();
        assertThat(USUAL.next(FailureType.INTERNAL_ERROR, 1)).isEmpty();
    }

    @Test
    void noPauseIsLongerThanTheLongestHoweverOften() {
        var own = USUAL.with(
                FailureType.DEVICE_LOST, new Backoff(Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofSeconds(3)));
        assertThat(own.next(FailureType.DEVICE_LOST, 1)).contains(Duration.ofSeconds(2));
        for (int retries = 2; retries < 100; retries++) {
            assertThat(own.next(FailureType.DEVICE_LOST, retries)).contains(Duration.ofSeconds(3));
        }
        assertThat(own.next(FailureType.INFERENCE_TIMEOUT, 0)).isEqualTo(USUAL.next(FailureType.INFERENCE_TIMEOUT, 0));
    }

    @Test
    void aPaceThatCannotBeIsRefused() {
        assertThatThrownBy(() -> new Backoff(-1, Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
