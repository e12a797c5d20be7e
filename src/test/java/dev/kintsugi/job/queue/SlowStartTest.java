package dev.kintsugi.job.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.JobId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlowStartTest {

    private static final int WORKERS = 4;

    private final Random random = new Random(1);
    private final JobId first = JobId.random(random);
    private final JobId second = JobId.random(random);
    private final JobId other = JobId.random(random);

    @Test
    void holdsNothingBackWhereNothingWasKilled() {
        assertThat(SlowStart.NONE.after(List.of())).isEqualTo(SlowStart.NONE);
        assertThat(SlowStart.NONE.ended(other, WORKERS)).isEqualTo(SlowStart.NONE);
    }

    @Test
    void letsOneRunUntilAllThatWereRunningHaveEnded() {
        var start = SlowStart.NONE.after(List.of(first, second));
        assertThat(start.most()).isEqualTo(1);
        start = start.ended(other, WORKERS).ended(first, WORKERS).ended(other, WORKERS);
        assertThat(start.most()).as("one that was running has not ended").isEqualTo(1);
        start = start.ended(second, WORKERS);
        assertThat(start.most()).as("nothing has shown yet that more can run").isEqualTo(1);
        assertThat(start.isCareful()).isFalse();
    }

    @Test
    void thenLetsOneMoreRunForEachThatEnds() {
        var start = SlowStart.NONE.after(List.of(first)).ended(first, WORKERS);
        for (int most = 2; most <= WORKERS; most++) {
            start = start.ended(JobId.random(random), WORKERS);
            assertThat(start.most()).isEqualTo(most);
        }
        assertThat(start.ended(other, WORKERS)).isEqualTo(SlowStart.NONE);
    }

    @Test
    void beginsAgainAtOneWhenItHappensAgain() {
        var start = SlowStart.NONE.after(List.of(first)).ended(first, WORKERS).ended(other, WORKERS);
        assertThat(start.after(List.of(second)).most()).isEqualTo(1);
    }
}
