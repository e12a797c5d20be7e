package dev.kintsugi.job.queue;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.JobSpec;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.Priority;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.runtime.device.TestSettings;
import dev.kintsugi.runtime.session.InferenceExecutor;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Two workers, and jobs for them. */
abstract class JobQueueFixture {

    final Random random = new Random(3);
    final JobQueue queue = queue(Map.of());

    static JobQueue queue(Map<String, String> settings) {
        return new JobQueue(settings(settings), new InferenceExecutor(TestSettings.concurrent(2)));
    }

    static JobSettings settings(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(JobSettings.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(JobSettings.class);
    }

    RunnableJob tensors() {
        var job = Jobs.queued(random, Priority.NORMAL, "toy", Optional.empty());
        var work = new TensorWork("encoder", Map.of());
        var order = new JobSpec(job.order().request(), job.plan().withWork(work), Priority.NORMAL, Optional.empty());
        return new RunnableJob(
                new Job(job.id(), job.caller(), order, job.created(), job.attempts(), job.state()), null);
    }

    RunnableJob add(Priority priority, String model, Optional<Instant> deadline) {
        var job = Jobs.queued(random, priority, model, Optional.empty());
        var order = new JobSpec(job.order().request(), job.plan(), priority, deadline);
        var runnable = new RunnableJob(
                new Job(job.id(), job.caller(), order, job.created(), job.attempts(), job.state()), null);
        queue.restore(runnable);
        return runnable;
    }

    RunnableJob add() {
        return add(Priority.NORMAL, "toy", Optional.empty());
    }

    RunnableJob image() {
        return new RunnableJob(Jobs.queued(random, Priority.NORMAL, "toy", Optional.empty()), null);
    }
}
