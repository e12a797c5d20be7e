package dev.kintsugi.job.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

    private final Instant now = Instant.EPOCH;

    @Test
    void isHalvedWhereJobsTakeFromEachOther() {
        var limit = ConcurrencyLimit.of(8).ranOut(8, now);
        assertThat(limit.now()).isEqualTo(4);
        assertThat(limit.ranOut(7, now.plusSeconds(1)).now())
                .as("these began before it was")
                .isEqualTo(4);
        limit = limit.ranOut(4, now.plusSeconds(3));
        assertThat(limit.now()).isEqualTo(2);
        limit = limit.ranOut(2, now.plusSeconds(6)).ranOut(2, now.plusSeconds(9));
        assertThat(limit.now()).as("never none").isEqualTo(1);
    }

    @Test
    void isNotToBlameWhereOneWasAlone() {
        assertThat(ConcurrencyLimit.of(4).ranOut(1, now).now()).isEqualTo(4);
    }

    @Test
    void growsByOneAfterTenThatWentWellWhileAllPlacesWereTaken() {
        var limit = ConcurrencyLimit.of(4).ranOut(4, now);
        for (int i = 0; i < 100; i++) {
            limit = limit.wentWell(1);
        }
        assertThat(limit.now()).as("one of two places shows nothing").isEqualTo(2);
        for (int i = 0; i < 9; i++) {
            limit = limit.wentWell(2);
        }
        assertThat(limit.now()).isEqualTo(2);
        limit = limit.wentWell(2).wentWell(2);
        assertThat(limit.now()).isEqualTo(3);
        for (int i = 0; i < 100; i++) {
            limit = limit.wentWell(limit.now());
        }
        assertThat(limit.now()).as("not more than the device is set up for").isEqualTo(4);
    }
}
