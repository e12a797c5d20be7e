package dev.kintsugi.ops.health;

import dev.kintsugi.generation.attempt.AttemptListener;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.feed.JobListener;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.failure.Failure;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Spans of OpenTelemetry (opentelemetry.io/docs/specs/otel/trace) for each job, each try, each stage and each step of a
 * recovery. They are children of the span of the call that submitted the job. Nothing is done if tracing is off.
 *
 * <pre>
 * POST /v1/images/generations
 *   kintsugi.job            kintsugi.job, kintsugi.model, kintsugi.outcome
 *                           gen_ai.operation.name, .provider.name, .request.model, .response.model, .output.type, error.type
 *     kintsugi.attempt      kintsugi.model, kintsugi.device, kintsugi.size, kintsugi.steps, kintsugi.failure
 *                           gen_ai.operation.name, .provider.name, .request.model, .output.type, error.type
 *       kintsugi.stage      kintsugi.stage
 *     kintsugi.recovery     kintsugi.failure, kintsugi.strategy, kintsugi.action, kintsugi.result, kintsugi.foreseen
 *       kintsugi.attempt    the try that followed
 * </pre>
 */
@ApplicationScoped
class Traces implements JobListener, AttemptListener {

    private final Map<String, JobTrace> jobs = new ConcurrentHashMap<>();
    private final Instance<OpenTelemetry> telemetry;
    private final Clock clock;
    private final boolean off;

    Traces(
            Instance<OpenTelemetry> telemetry,
            Clock clock,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled", defaultValue = "false") boolean off) {
        this.telemetry = telemetry;
        this.clock = clock;
        this.off = off || !telemetry.isResolvable(); // built without it
    }

    @Override
    public void on(Job job, JobEvent event) {
        if (off) {
            return;
        }
        var id = job.id().value();
        switch (event.what()) {
            case JobEvent.Queued _ -> begin(job);
            case JobEvent.Started _ -> {
                if (!jobs.containsKey(id)) {
                    begin(job); // it waited elsewhere
                }
                with(id, JobTrace::started);
            }
            case JobEvent.Progressed progressed ->
                with(id, trace -> trace.progressed(progressed.progress(), event.at()));
            case JobEvent.Recovering recovering -> with(id, trace -> trace.recovering(recovering.step()));
            case JobEvent.Completed completed -> end(id, trace -> trace.ended(completed.outcome(), event.at()));
            case JobEvent.Failed failed -> end(id, trace -> trace.ended(failed.outcome(), event.at()));
            case JobEvent.Cancelled _ -> end(id, trace -> trace.cancelled(event.at()));
        }
    }

    /** On the thread of the call that submits, so that its span is the parent; a resumed job has a second one. */
    private void begin(Job job) {
        var before = jobs.put(
                job.id().value(), new JobTrace(telemetry.get().getTracer("dev.kintsugi"), Context.current(), job));
        if (before != null) {
            before.left(clock.instant());
        }
    }

    @Override
    public void left(JobId job) {
        end(job.value(), trace -> trace.left(clock.instant()));
    }

    @Override
    public void began(String generation, Plan plan) {
        with(generation, trace -> trace.began(plan, clock.instant()));
    }

    @Override
    public void worked(String generation) {
        with(generation, trace -> trace.tried(Optional.empty(), clock.instant()));
    }

    @Override
    public void failed(String generation, Failure failure) {
        with(generation, trace -> trace.tried(Optional.of(failure), clock.instant()));
    }

    @Override
    public void cancelled(String generation) {
        with(generation, trace -> trace.tried(Optional.empty(), clock.instant()));
    }

    private void with(String id, Consumer<JobTrace> told) {
        Optional.ofNullable(jobs.get(id)).ifPresent(told);
    }

    private void end(String id, Consumer<JobTrace> told) {
        Optional.ofNullable(jobs.remove(id)).ifPresent(told);
    }
}
