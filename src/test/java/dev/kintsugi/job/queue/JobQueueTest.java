package dev.kintsugi.job.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.JobSpec;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.Priority;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.pipeline.work.Work;
import dev.kintsugi.pipeline.work.WorkKind;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Kinds of jobs, each with limits of its own. */
class JobQueueTest extends JobQueueFixture {

    @Test
    void aKindHasNoMoreWorkersThanItsLimitAndOthersPassIt() {
        var limited = queue(Map.of("kintsugi.jobs.kinds.tensor.concurrency", "1"));
        var first = tensors();
        var second = tensors();
        limited.restore(first);
        limited.restore(second);
        assertThat(limited.claim()).contains(first);
        assertThat(limited.claim()).as("a worker is free, but not for tensors").isEmpty();
        var job = Jobs.queued(random, Priority.LOW, "toy", Optional.empty());
        var picture = new RunnableJob(job, null);
        limited.restore(picture);
        assertThat(limited.claim()).contains(picture);
        limited.done(first.job().id());
        assertThat(limited.claim()).contains(second);
    }

    @Test
    void aKindHasNoMorePlacesThanItsLimit() {
        var limited = queue(Map.of("kintsugi.jobs.kinds.tensor.queue", "2"));
        limited.restore(tensors());
        var kept = tensors().job();
        limited.reserve(kept);
        assertThatThrownBy(() -> limited.reserve(tensors().job()))
                .hasMessageContaining("2 requests of the kind tensor are waiting already");
        limited.reserve(Jobs.queued(random, Priority.NORMAL, "toy", Optional.empty()));
        limited.release(kept);
        limited.reserve(tensors().job());
    }

    @Test
    void aFreeWorkerIsKeptForTheKindsThatMayBeginThoughOthersWaitHere() {
        var limited = queue(Map.of("kintsugi.jobs.kinds.tensor.concurrency", "1"));
        limited.restore(tensors());
        limited.claim();
        assertThat(kinds(limited)).as("no job waits").contains(Set.of(WorkKind.IMAGE));
        limited.restore(tensors());
        assertThat(kinds(limited)).contains(Set.of(WorkKind.IMAGE));
        limited.restore(image());
        assertThat(limited.takeSlot(true)).as("an image waits here").isEmpty();
    }

    private static Optional<Set<WorkKind>> kinds(JobQueue queue) {
        var slot = queue.takeSlot(true);
        slot.ifPresent(queue::giveBack);
        return slot.map(WorkerSlot::kinds);
    }

    @Test
    void aWorkerThatIsKeptCountsAsOneOfEachKindThatItMayBe() {
        var limited = queue(Map.of("kintsugi.jobs.kinds.tensor.concurrency", "1"));
        var first = limited.takeSlot(true).orElseThrow();
        assertThat(first.kinds()).containsExactlyInAnyOrder(WorkKind.values());
        var second = limited.takeSlot(true).orElseThrow();
        assertThat(second.kinds()).containsExactly(WorkKind.IMAGE);
        assertThat(first.isWanted()).as("for tensors").isTrue();
        assertThat(second.isWanted()).isFalse();
        assertThat(limited.takeSlot(false)).as("both workers are kept").isEmpty();
        assertThat(second.isWanted()).as("the caller tried before").isFalse();
        var tensors = tensors();
        limited.restore(tensors);
        assertThat(limited.claim()).isEmpty();
        limited.giveBack(second);
        assertThat(limited.claim()).as("the other one may be for tensors").isEmpty();
        limited.fill(first, new RunnableJob(image().job(), null));
        limited.giveBack(first);
        assertThat(limited.running()).isOne();
        assertThat(limited.claim()).contains(tensors);
    }

    @Test
    void jobsAreBegunTogetherOnTheWorkersThatTheirKindMayHave() {
        var limited = queue(Map.of("kintsugi.jobs.kinds.image.concurrency", "1"));
        var all = List.of(usual(), usual(), usual(), usual());
        all.forEach(limited::restore);
        var first = limited.claim().orElseThrow();
        assertThat(limited.companions(first, 4)).containsExactlyElementsOf(all.subList(1, 4));
    }

    private RunnableJob usual() {
        var job = image().job();
        var order = new JobSpec(job.order().request(), job.plan(), Priority.NORMAL, Optional.empty());
        return new RunnableJob(
                new Job(job.id(), job.caller(), order, job.created(), job.attempts(), job.state()), null);
    }

    @Test
    void roomShareAndWhatIsBeforeAJobFollowTheLimitsOfItsKind() {
        var limited =
                queue(Map.of("kintsugi.jobs.kinds.image.queue", "4", "kintsugi.jobs.kinds.image.concurrency", "1"));
        for (int i = 0; i < 3; i++) {
            limited.restore(image());
        }
        limited.claim();
        limited.reserve(image().job());
        assertThat(limited.room(WorkKind.IMAGE)).isOne();
        assertThat(limited.capacity(WorkKind.IMAGE)).isEqualTo(4);
        assertThat(limited.room(WorkKind.TENSOR)).isEqualTo(61);
        assertThat(limited.capacity(WorkKind.TENSOR)).isEqualTo(64);
        assertThat(limited.share()).isEqualTo(0.5);
        assertThat(limited.backlog(WorkKind.IMAGE).waiting()).isEqualTo(3);
        var time = new ServiceTime();
        assertThat(time.wait(limited.backlog(WorkKind.IMAGE)))
                .as("nothing is known")
                .isEmpty();
        time.completed(WorkKind.IMAGE, image().amount(), Duration.ofSeconds(10));
        assertThat(time.wait(limited.backlog(WorkKind.IMAGE))).as("one worker").contains(Duration.ofSeconds(40));
        assertThat(time.wait(limited.backlog(WorkKind.TENSOR))).as("two").contains(Duration.ofSeconds(20));
    }

    @Test
    void jobsOfAFastKindDoNotMakeTheWaitOfASlowOneLookShort() {
        var free = queue(Map.of());
        var time = new ServiceTime();
        time.completed(WorkKind.IMAGE, image().amount(), Duration.ofSeconds(60));
        for (int i = 0; i < 50; i++) {
            time.completed(WorkKind.TENSOR, tensors().amount(), Duration.ofMillis(10));
        }
        free.restore(image());
        free.restore(image());
        assertThat(time.wait(free.backlog(WorkKind.IMAGE))).contains(Duration.ofSeconds(60));
        free.restore(tensors());
        assertThat(time.wait(free.backlog(WorkKind.TENSOR))).contains(Duration.ofMillis(60_005));
    }

    @Test
    void aLargePictureInFrontCountsForAsMuchAsThereIsToCompute() {
        var free = queue(Map.of());
        var time = new ServiceTime();
        var small = image(128, 10);
        time.completed(WorkKind.IMAGE, small.amount(), Duration.ofSeconds(2));
        free.restore(small);
        assertThat(time.wait(free.backlog(WorkKind.IMAGE))).as("two workers").contains(Duration.ofSeconds(1));
        var large = image(1024, 50);
        free.restore(large);
        assertThat(time.wait(free.backlog(WorkKind.IMAGE)))
                .as("64 times the pixels and 5 times the steps")
                .contains(Duration.ofSeconds(1 + 64 * 5));
        free.remove(small.job().id());
        free.claim();
        assertThat(time.wait(free.backlog(WorkKind.IMAGE))).as("it runs").contains(Duration.ofSeconds(64 * 5));
        free.done(large.job().id());
        free.reserve(large.job());
        assertThat(time.wait(free.backlog(WorkKind.IMAGE)))
                .as("it will be added in a moment")
                .contains(Duration.ofSeconds(64 * 5));
        free.release(large.job());
        assertThat(time.wait(free.backlog(WorkKind.IMAGE))).contains(Duration.ZERO);
    }

    private RunnableJob image(int side, int steps) {
        var job = image().job();
        var work =
                job.plan().work(ImageWork.class).withSize(new Size(side, side)).withSteps(steps);
        var order = new JobSpec(job.order().request(), job.plan().withWork(work), Priority.NORMAL, Optional.empty());
        return new RunnableJob(
                new Job(job.id(), job.caller(), order, job.created(), job.attempts(), job.state()), null);
    }

    @Test
    void noSmallerPicturesForTheSakeOfTensors() {
        var limited = queue(Map.of("kintsugi.jobs.kinds.tensor.queue", "4"));
        for (int i = 0; i < 4; i++) {
            limited.restore(tensors());
        }
        assertThat(limited.room(WorkKind.TENSOR)).isZero();
        assertThat(limited.share()).isEqualTo(4 / 64.0);
    }

    @Test
    void everyKindOfWorkHasLimitsOfItsOwn() {
        var names = Stream.of(JobSettings.Kinds.class.getMethods()).map(Method::getName);
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(WorkKind.values()).map(WorkKind::code).toList());
        assertThat(Work.class.getPermittedSubclasses()).hasSize(WorkKind.values().length);
        for (var kind : WorkKind.values()) {
            var name = "kintsugi.jobs.kinds." + kind.code();
            var limits = new KindLimits(settings(Map.of(name + ".queue", "3", name + ".concurrency", "2")));
            assertThat(limits.queue(kind)).isEqualTo(3);
            assertThat(limits.concurrency(kind)).isEqualTo(2);
        }
    }
}
