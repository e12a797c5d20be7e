package dev.kintsugi.job.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Jobs;
import dev.kintsugi.pipeline.work.WorkKind;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the queue holds back after a process was killed. */
class SlowStartQueueTest extends JobQueueFixture {

    @Test
    void afterAKillNoneAreBegunTogether() {
        var first = killed(image());
        queue.restore(first);
        add();
        add();
        assertThat(queue.claim()).contains(first);
        assertThat(queue.companions(first, 4)).isEmpty();
        assertThat(queue.claim()).as("one at a time").isEmpty();
    }

    @Test
    void afterAKillJobsOfKindsWithoutASuspectAreNotHeldBack() {
        var image = killed(image());
        queue.restore(image);
        add();
        var tensors = tensors();
        queue.restore(tensors);
        assertThat(queue.claim()).contains(image);
        assertThat(queue.claim()).contains(tensors);
        assertThat(queue.workers()).isEqualTo(2);
    }

    @Test
    void afterAKillTheStatusSaysWhatIsHeldBackAndUntilWhen() {
        var status = new QueueStatus(queue, new ServiceTime());
        assertThat(status.slowStart()).isEmpty();
        var image = killed(image());
        queue.restore(image);
        assertThat(status.slowStart()).contains(new QueueStatus.SlowStarting(Set.of(WorkKind.IMAGE), 1, 1));
        assertThat(status.heldBack(image().job()))
                .hasValueSatisfying(text ->
                        assertThat(text).contains("one at a time until those that ran then have ended: 1 left"));
        assertThat(status.heldBack(tensors().job())).isEmpty();
        queue.done(queue.claim().orElseThrow().job().id());
        assertThat(status.heldBack(image().job()))
                .hasValueSatisfying(text -> assertThat(text).contains("one more runs with each that ends"));
    }

    @Test
    void suspectsOfDifferentKindsDoNotRunAtTheSameTime() {
        queue.restore(killed(image()));
        queue.restore(killed(tensors()));
        assertThat(queue.claim()).isPresent();
        assertThat(queue.claim()).isEmpty();
        assertThat(queue.workers()).isOne();
    }

    @Test
    void aSuspectThatIsTakenElsewhereHoldsNothingBack() {
        var gone = killed(image());
        var known = killed(image());
        queue.restore(gone);
        queue.restore(known);
        queue.remove(gone.job().id());
        add();
        add();
        for (int ended = 0; ended < 2; ended++) {
            queue.done(queue.claim().orElseThrow().job().id());
        }
        assertThat(queue.workers())
                .as("all suspects that are here have ended, and one more")
                .isEqualTo(2);
    }

    @Test
    void aSuspectThatWaitedElsewhereHoldsItsKindBackAsWell() {
        var slot = queue.takeSlot(true).orElseThrow();
        var suspect = killed(image()).job().begun(Jobs.NOW);
        queue.fill(slot, new RunnableJob(suspect, null));
        assertThat(queue.takeSlot(true)).map(WorkerSlot::kinds).contains(Set.of(WorkKind.TENSOR));
    }

    private static RunnableJob killed(RunnableJob runnable) {
        return new RunnableJob(runnable.job().begun(Jobs.NOW).left(), null);
    }
}
