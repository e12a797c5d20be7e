package dev.kintsugi.job.queue;

import static dev.kintsugi.pipeline.work.WorkKind.IMAGE;
import static dev.kintsugi.pipeline.work.WorkKind.TENSOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.JobId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlowStartTest {

    private static final int WORKERS = 4;

    private final Random random = new Random(1);
    private final JobId first = JobId.random(random);
    private final JobId second = JobId.random(random);
    private final JobId other = JobId.random(random);

    @Test
    void holdsNothingBackIfNothingWasKilled() {
        assertThat(SlowStart.NONE.ended(other, IMAGE, WORKERS)).isEqualTo(SlowStart.NONE);
        assertThat(SlowStart.NONE.holds(IMAGE)).isFalse();
    }

    @Test
    void letsOneRunUntilAllThatWereRunningHaveEnded() {
        var start = SlowStart.NONE.after(first, IMAGE).after(second, IMAGE);
        assertThat(start.most()).isEqualTo(1);
        start = start.ended(other, IMAGE, WORKERS).ended(first, IMAGE, WORKERS).ended(other, IMAGE, WORKERS);
        assertThat(start.most()).as("one that was running has not ended").isEqualTo(1);
        start = start.ended(second, IMAGE, WORKERS);
        assertThat(start.most()).as("nothing has shown yet that more can run").isEqualTo(1);
        assertThat(start.suspects()).isEmpty();
    }

    @Test
    void thenLetsOneMoreRunForEachOfTheirKindThatEnds() {
        var start = SlowStart.NONE.after(first, IMAGE).ended(first, IMAGE, WORKERS);
        for (int most = 2; most <= WORKERS; most++) {
            start = start.ended(other, TENSOR, WORKERS);
            start = start.ended(JobId.random(random), IMAGE, WORKERS);
            assertThat(start.most()).isEqualTo(most);
        }
        assertThat(start.ended(other, IMAGE, WORKERS)).isEqualTo(SlowStart.NONE);
    }

    @Test
    void beginsAgainAtOneWhenItHappensAgain() {
        var start =
                SlowStart.NONE.after(first, IMAGE).ended(first, IMAGE, WORKERS).ended(other, IMAGE, WORKERS);
        assertThat(start.after(second, IMAGE).most()).isEqualTo(1);
    }

    @Test
    void holdsOnlyTheKindsOfSuspectsBack() {
        var start = SlowStart.NONE.after(first, IMAGE);
        assertThat(start.holds(IMAGE)).isTrue();
        assertThat(start.holds(TENSOR)).isFalse();
        assertThat(start.after(second, TENSOR).holds(TENSOR)).isTrue();
    }

    @Test
    void doesNotWaitForASuspectThatIsInOtherHands() {
        var start = SlowStart.NONE.after(first, IMAGE).left(first);
        assertThat(start.suspects()).isEmpty();
        assertThat(start.ended(other, IMAGE, WORKERS).most()).isEqualTo(2);
    }
}
