package dev.kintsugi.job;

import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.generation.request.TensorGeneration;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.MediaType;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageFacts;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Jobs for tests. */
public final class Jobs {

    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Jobs() {}

    public static Job queued(RandomGenerator random) {
        return queued(random, Priority.NORMAL, "toy", Optional.empty());
    }

    public static Job queued(RandomGenerator random, Priority priority, String model, Optional<String> key) {
        var plan = plan(model);
        var request = new ImageGeneration(
                Optional.of(model),
                "a red star",
                Optional.empty(),
                Optional.of("8x8"),
                Optional.of(1),
                Optional.of(1.5),
                Optional.of(7L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                3,
                Optional.empty(),
                new RecoveryPolicy(RecoveryPolicy.RecoveryScope.SAME_MODEL, 0.5));
        var order = new JobSpec(request, plan, priority, Optional.of(NOW.plusSeconds(300)));
        var caller = new Caller("correlation", Optional.of("somebody"), key);
        return new Job(JobId.random(random), caller, order, NOW, Attempts.NONE, JobState.accepted());
    }

    /** What a job computes. */
    public static Plan plan() {
        return plan("toy");
    }

    private static Plan plan(String model) {
        return new Plan(
                new Variant(new ModelId(model), "1", "fp32", Device.CPU),
                new ImageWork("a red star", "", new Size(8, 8), 1, 1, 1, 1, SchedulerKind.MODEL),
                Execution.FASTEST);
    }

    /** A job of another kind that waits: two numbers through one network. */
    public static Job tensor(RandomGenerator random) {
        var inputs = Map.of("x", new TensorValue(ElementType.INT8, List.of(1L, 2L), new byte[] {1, 2}));
        var policy = new RecoveryPolicy(RecoveryPolicy.RecoveryScope.ANY, 1);
        var request =
                new TensorGeneration(Optional.of("toy"), Optional.empty(), Optional.empty(), inputs, policy).kept();
        var plan = new Plan(plan().variant(), new TensorWork("net", inputs), Execution.FASTEST);
        return Job.accepted(
                JobId.random(random),
                new Caller("correlation", Optional.of("somebody"), Optional.empty()),
                new JobSpec(request, plan, Priority.NORMAL, Optional.empty()),
                NOW);
    }

    /** A request for one. */
    public static JobRequest request(RandomGenerator random) {
        var job = queued(random);
        return new JobRequest(
                job.order().request(), job.caller(), Priority.NORMAL, Optional.empty(), Durability.REQUIRED);
    }

    /** A job that has ended, with something in every part of it. */
    public static Job ended(RandomGenerator random) {
        var running = queued(random, Priority.HIGH, "toy", Optional.of("key")).begun(NOW.plusSeconds(1));
        return running.with(completed(running, "ab".repeat(32), 1234, NOW.plusMillis(2500)));
    }

    /** A job that was completed, with one picture of this content. */
    static JobState completed(Job job, String digest, long bytes, Instant at) {
        var result = result(job, digest, bytes);
        return new JobState.Completed(at, new Outcome.Degraded<>(result, List.of(step()), List.of(change())), result);
    }

    static JobState failed(Instant at) {
        return new JobState.Failed(at, new Outcome.Failed<>(failure(), Decision.Reason.NOTHING_LEFT, List.of(step())));
    }

    static JobResult result(Job job, String digest, long bytes) {
        return new JobResult(
                List.of(new ArtifactRef(digest, MediaType.PNG, bytes, new ImageFacts(new Size(8, 8), 1).byName())),
                job.plan());
    }

    public static TrailStep step() {
        return new TrailStep(
                1,
                failure(),
                RecoveryStrategy.PARAMETER_ADJUSTMENT,
                "drew it smaller",
                change(),
                NOW,
                Duration.ofMillis(1500),
                TrailStep.Result.WORKED,
                false);
    }

    private static Change change() {
        return new Change("size", "16x16", "8x8", 0.25);
    }

    public static Failure failure() {
        return new Failure(
                FailureType.VRAM_EXHAUSTION,
                Severity.HIGH,
                "there was too little memory",
                "bad alloc",
                new FailureContext("correlation", "image_generation", "toy", "cpu", "decode", Map.of("size", "16x16")),
                List.of(new FieldError("size", "is too large")),
                NOW);
    }
}
