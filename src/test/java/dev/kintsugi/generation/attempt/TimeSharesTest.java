package dev.kintsugi.generation.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeSharesTest {

    @Test
    void timeIsKeptBackForWhatWorksForCertain() {
        var limit = Duration.ofSeconds(120);
        assertThat(TimeShares.of(Duration.ofSeconds(300), limit, 2)).isEqualTo(limit);
        assertThat(TimeShares.of(Duration.ofSeconds(10), limit, 2)).isEqualTo(Duration.ofSeconds(6));
        assertThat(TimeShares.of(Duration.ofSeconds(10), limit, 1)).isEqualTo(Duration.ofSeconds(8));
        assertThat(TimeShares.of(Duration.ofSeconds(10), limit, 0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(TimeShares.of(Duration.ofSeconds(500), limit, 0)).isEqualTo(limit);
    }
}
