package dev.kintsugi.ops.health;

import dev.kintsugi.capacity.load.Load;
import dev.kintsugi.capacity.load.LoadMonitor;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.feed.JobListener;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.runtime.session.Sessions;
import dev.kintsugi.runtime.tensor.TensorScope;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.function.ToDoubleFunction;

/**
 * Counts and measures jobs.
 *
 * <ul>
 *   <li>{@code kintsugi_requests_seconds} {model, outcome}: from acceptance to result; outcome is completed, recovered,
 *       degraded, failed or cancelled
 *   <li>{@code kintsugi_stage_seconds} {model, stage}
 *   <li>{@code kintsugi_failures_total} {model, failure}: failures that ended a request
 *   <li>{@code kintsugi_recovery_steps_seconds} {failure, strategy, result}
 *   <li>{@code kintsugi_jobs_waiting}, {@code kintsugi_jobs_running}, {@code kintsugi_sessions_loaded}
 *   <li>{@code kintsugi_load} {part}: cpu, memory, gpu and queue, 0 to 1; {@code kintsugi_service_level}: 0 full, 1
 *       reduced, 2 minimal
 *   <li>{@code kintsugi_tensors_open}: native tensors; zero while no network runs
 * </ul>
 */
@ApplicationScoped
class Metrics implements JobListener {

    private final MeterRegistry registry;
    private final Instance<JobService> jobs;
    private final Sessions sessions;
    private final LoadMonitor load;

    Metrics(MeterRegistry registry, Instance<JobService> jobs, Sessions sessions, LoadMonitor load) {
        this.load = load;
        this.registry = registry;
        this.jobs = jobs;
        this.sessions = sessions;
    }

    void start(@Observes StartupEvent event) {
        registry.gauge("kintsugi.jobs.waiting", jobs, service -> service.get().waiting());
        registry.gauge("kintsugi.jobs.running", jobs, service -> service.get().running());
        registry.gauge("kintsugi.jobs.limit", jobs, service -> service.get().workers());
        registry.gauge("kintsugi.sessions.loaded", sessions, Sessions::loaded);
        registry.gauge(
                "kintsugi.service.level", load, monitor -> monitor.level().ordinal());
        part("cpu", Load::cpu);
        part("memory", Load::memory);
        part("gpu", Load::gpu);
        part("queue", Load::queue);
        Gauge.builder("kintsugi.tensors.open", TensorScope::openTensors).register(registry);
    }

    private void part(String name, ToDoubleFunction<Load> of) {
        registry.gauge("kintsugi.load", Tags.of("part", name), load, monitor -> of.applyAsDouble(monitor.load()));
    }

    @Override
    public void on(Job job, JobEvent event) {
        var model = job.plan().variant().model().value();
        switch (event.what()) {
            case JobEvent.Queued _, JobEvent.Started _ -> {}
            case JobEvent.Progressed progressed -> progress(model, progressed.progress());
            case JobEvent.Recovering recovering -> recovery(recovering.step());
            case JobEvent.Completed completed -> request(job, event, outcome(completed.outcome()));
            case JobEvent.Failed failed -> {
                registry.counter(
                                "kintsugi.failures",
                                "model",
                                model,
                                "failure",
                                failed.outcome().failure().type().code())
                        .increment();
                request(job, event, "failed");
            }
            case JobEvent.Cancelled _ -> request(job, event, "cancelled");
        }
    }

    private void progress(String model, Progress progress) {
        if (progress instanceof Progress.StageDone done) {
            registry.timer("kintsugi.stage", "model", model, "stage", done.stage())
                    .record(done.took());
        }
    }

    private void recovery(TrailStep step) {
        if (step.result() != TrailStep.Result.TRYING) {
            registry.timer(
                            "kintsugi.recovery.steps",
                            "failure",
                            step.failure().type().code(),
                            "strategy",
                            step.strategy().code(),
                            "result",
                            step.result().code())
                    .record(step.took());
        }
    }

    private void request(Job job, JobEvent event, String outcome) {
        registry.timer(
                        "kintsugi.requests",
                        "model",
                        job.plan().variant().model().value(),
                        "outcome",
                        outcome)
                .record(java.time.Duration.between(job.created(), event.at()));
    }

    private static String outcome(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Completed<?> _ -> "completed";
            case Outcome.Recovered<?> _ -> "recovered";
            case Outcome.Degraded<?> _ -> "degraded";
            case Outcome.Failed<?> _ -> "failed";
        };
    }
}
