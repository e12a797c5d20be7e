package dev.kintsugi.job.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.JobSpec;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.Priority;
import dev.kintsugi.runtime.device.TestSettings;
import dev.kintsugi.runtime.session.InferenceExecutor;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two workers, and jobs that are begun together on one of them. */
class JobQueueTest {

    private final Random random = new Random(3);
    private final JobQueue queue = new JobQueue(
            new SmallRyeConfigBuilder()
                    .withMapping(JobSettings.class)
                    .withConverter(Duration.class, 100, new DurationConverter())
                    .build()
                    .getConfigMapping(JobSettings.class),
            new InferenceExecutor(TestSettings.concurrent(2)));

    private RunnableJob add(Priority priority, String model, Optional<Instant> deadline) {
        var job = Jobs.queued(random, priority, model, Optional.empty());
        var order = new JobSpec(job.order().request(), job.plan(), priority, deadline);
        var runnable = new RunnableJob(new Job(job.id(), job.caller(), order, job.created(), 0, job.state()), null);
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
    void afterAKillNoneAreBegunTogether() {
        var first = add();
        add();
        queue.startSlowly(List.of(first.job().id()));
        assertThat(queue.claim()).contains(first);
        assertThat(queue.companions(first, 4)).isEmpty();
    }
}
