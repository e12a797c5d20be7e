package dev.kintsugi.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MalformedMessageLimitTest {

    private Instant now = Instant.EPOCH;
    private final MalformedMessageLimit malformedMessages = new MalformedMessageLimit(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    @Test
    void isTooMuchAfterAThousandInARow() {
        for (int i = 0; i < 1000; i++) {
            assertThat(malformedMessages.isTooMuch()).isFalse();
        }
        assertThat(malformedMessages.isTooMuch()).isTrue();
    }

    @Test
    void isForgottenWithTime() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(malformedMessages.isTooMuch()).isFalse();
            now = now.plus(Duration.ofSeconds(1));
        }
    }
}
