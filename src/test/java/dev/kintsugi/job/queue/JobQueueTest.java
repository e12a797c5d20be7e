package dev.kintsugi.job.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.JobSpec;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.Priority;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.pipeline.work.Work;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.runtime.device.TestSettings;
import dev.kintsugi.runtime.session.InferenceExecutor;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two workers, and jobs that are begun together on one of them. */
class JobQueueTest {

    private final Random random = new Random(3);
    private final JobQueue queue = queue(Map.of());

    private static JobQueue queue(Map<String, String> settings) {
        return new JobQueue(settings(settings), new InferenceExecutor(TestSettings.concurrent(2)));
    }

    private static JobSettings settings(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(JobSettings.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(JobSettings.class);
    }

    private RunnableJob tensors() {
        var job = Jobs.queued(random, Priority.NORMAL, "toy", Optional.empty());
        var work = new TensorWork("encoder", Map.of());
        var order = new JobSpec(job.order().request(), job.plan().withWork(work), Priority.NORMAL, Optional.empty());
        return new RunnableJob(
                new Job(job.id(), job.caller(), order, job.created(), job.attempts(), job.state()), null);
    }

    private RunnableJob add(Priority priority, String model, Optional<Instant> deadline) {
        var job = Jobs.queued(random, priority, model, Optional.empty());
        var order = new JobSpec(job.order().request(), job.plan(), priority, deadline);
        var runnable = new RunnableJob(
                new Job(job.id(), job.caller(), order, job.created(), job.attempts(), job.state()), null);
        queue.restore(runnable);
        return runnable;
    }

    private RunnableJob add() {
        return add(Priority.NORMAL, "toy", Optional.empty());
    }

    @Test
    void takesThoseThatAreAlikeAndNoMore() {
        var first = add();
        var urgent = add(Priority.LOW, "toy", Optional.empty());
        var other = add(Priority.NORMAL, "another", Optional.empty());
        var hurried = add(Priority.NORMAL, "toy", Optional.of(Jobs.NOW));
        var alike = List.of(add(), add(), add(), add(), add());
        assertThat(queue.claim()).contains(first);
        assertThat(queue.companions(first, 3)).containsExactlyElementsOf(alike.subList(0, 2));
        assertThat(queue.waiting()).isEqualTo(6);
        assertThat(List.of(urgent, other, hurried))
                .noneMatch(one -> queue.claimed(one.job().id()).isPresent());
    }

    @Test
    void theNextJobSharesTheWorkerWithTheFewestThatAreLikeIt() {
        var first = add();
        var second = add();
        queue.claim();
        queue.claim();
        var alike = List.of(add(), add(), add());
        var host = queue.hosts().getFirst();
        assertThat(queue.join(host, 1)).as("no worker may have two").isEmpty();
        assertThat(queue.join(host, 2)).contains(alike.get(0));
        var other = queue.hosts().getFirst();
        assertThat(List.of(host, other)).containsExactlyInAnyOrder(first, second);
        assertThat(queue.join(other, 2)).contains(alike.get(1));
        assertThat(queue.join(queue.hosts().getFirst(), 2)).isEmpty();
        queue.computed(alike.get(1).job().id());
        assertThat(queue.hosts()).first().isEqualTo(other);
        assertThat(queue.join(other, 2)).contains(alike.get(2));
    }

    @Test
    void aCallerWhoseJobsShareAWorkerHasHadItsTurn() {
        add();
        add();
        queue.claim();
        queue.claim();
        var other = Jobs.queued(random, Priority.NORMAL, "another", Optional.empty());
        var caller = new Caller("else", Optional.of("someone else"), Optional.empty());
        var joined = 0;
        add();
        add();
        queue.restore(new RunnableJob(
                new Job(other.id(), caller, other.order(), other.created(), other.attempts(), other.state()), null));
        while (!queue.hosts().isEmpty() && joined < 100) {
            queue.join(queue.hosts().getFirst(), 200).orElseThrow();
            joined++;
            add();
        }
        assertThat(joined).as("then it is the turn of the other caller").isLessThan(2);
    }

    @Test
    void noMoreJobsShareAWorkerThanResultsCanBeWritten() {
        var first = add();
        add();
        queue.claim();
        queue.claim();
        var second = add();
        assertThat(queue.join(first, 2)).contains(second);
        queue.computed(first.job().id());
        var third = add();
        assertThat(queue.join(second, 2)).contains(third);
        queue.computed(second.job().id());
        var fourth = add();
        assertThat(queue.join(third, 2)).as("two are not written").isEmpty();
        queue.done(first.job().id());
        assertThat(queue.join(third, 2)).contains(fourth);
    }

    @Test
    void noneThatSharesAWorkerOvertakesTheNextOne() {
        add();
        add();
        queue.claim();
        queue.claim();
        var other = add(Priority.NORMAL, "another", Optional.empty());
        var alike = add();
        assertThat(queue.hosts()).isEmpty();
        assertThat(queue.remove(other.job().id())).isPresent();
        assertThat(queue.join(queue.hosts().getFirst(), 2)).contains(alike);
    }

    @Test
    void leavesWorkersThatAreFreeTheirShare() {
        var first = add();
        var rest = List.of(add(), add(), add());
        assertThat(queue.claim()).contains(first);
        assertThat(queue.companions(first, 4)).containsExactly(rest.getFirst());
        var next = queue.claim();
        assertThat(next).contains(rest.get(1));
        assertThat(queue.companions(next.get(), 4)).containsExactly(rest.get(2));
    }

    @Test
    void theyHaveOneWorkerUntilTheLastOfThemHasEnded() {
        var first = add();
        var second = add();
        var third = add();
        assertThat(queue.claim()).contains(first);
        queue.claim();
        var companion = queue.companions(first, 2);
        assertThat(companion).containsExactly(third);
        add();
        assertThat(queue.claim()).as("both workers are busy").isEmpty();
        queue.done(first.job().id());
        assertThat(queue.claim()).as("one computes on").isEmpty();
        queue.computed(third.job().id());
        assertThat(queue.claim()).isPresent();
        queue.done(second.job().id());
        queue.done(third.job().id());
        assertThat(queue.running()).isOne();
    }

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

    private RunnableJob image() {
        return new RunnableJob(Jobs.queued(random, Priority.NORMAL, "toy", Optional.empty()), null);
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
        time.completed(WorkKind.IMAGE, Duration.ofSeconds(10));
        assertThat(time.wait(limited.backlog(WorkKind.IMAGE))).as("one worker").contains(Duration.ofSeconds(40));
        assertThat(time.wait(limited.backlog(WorkKind.TENSOR))).as("two").contains(Duration.ofSeconds(20));
    }

    @Test
    void jobsOfAFastKindDoNotMakeTheWaitOfASlowOneLookShort() {
        var free = queue(Map.of());
        var time = new ServiceTime();
        time.completed(WorkKind.IMAGE, Duration.ofSeconds(60));
        for (int i = 0; i < 50; i++) {
            time.completed(WorkKind.TENSOR, Duration.ofMillis(10));
        }
        free.restore(image());
        free.restore(image());
        assertThat(time.wait(free.backlog(WorkKind.IMAGE))).contains(Duration.ofSeconds(60));
        free.restore(tensors());
        assertThat(time.wait(free.backlog(WorkKind.TENSOR))).contains(Duration.ofMillis(60_005));
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
        assertThat(status.heldBack(WorkKind.IMAGE))
                .hasValueSatisfying(text ->
                        assertThat(text).contains("one at a time until those that ran then have ended: 1 left"));
        assertThat(status.heldBack(WorkKind.TENSOR)).isEmpty();
        queue.done(queue.claim().orElseThrow().job().id());
        assertThat(status.heldBack(WorkKind.IMAGE))
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
