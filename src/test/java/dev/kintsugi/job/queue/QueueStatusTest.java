package dev.kintsugi.job.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Jobs;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What operators and autoscalers are told of the queue. */
class QueueStatusTest extends JobQueueFixture {

    @Test
    void theStatusSaysHowLongTheOldestJobWaitsThatMayBegin() {
        var status = new QueueStatus(queue, new ServiceTime());
        var now = Jobs.NOW.plusSeconds(90);
        assertThat(status.oldestWait(now)).as("nothing waits").isZero();
        add();
        assertThat(status.oldestWait(now)).isEqualTo(Duration.ofSeconds(90));
        assertThat(status.oldestWait(Jobs.NOW.minusSeconds(1)))
                .as("by another clock")
                .isZero();
        queue.claim();
        assertThat(status.oldestWait(now)).as("it runs").isZero();
    }
}
