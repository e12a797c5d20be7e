package dev.kintsugi.ops.health;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.feed.JobListener;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Counts jobs that ended, and measures what took how long.
 *
 * <ul>
 *   <li>{@code kintsugi_requests_seconds} {model, outcome}: from acceptance to result; outcome is completed, recovered,
 *       degraded, failed or cancelled
 *   <li>{@code kintsugi_stage_seconds} {model, stage}
 *   <li>{@code kintsugi_recovery_steps_seconds} {failure, strategy, result}
 * </ul>
 */
@ApplicationScoped
class JobMetrics implements JobListener {

    private final MeterRegistry registry;

    JobMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void on(Job job, JobEvent event) {
        var model = job.plan().variant().model().value();
        switch (event.what()) {
            case JobEvent.Queued _, JobEvent.Started _ -> {}
            case JobEvent.Progressed progressed -> progress(model, progressed.progress());
            case JobEvent.Recovering recovering -> recovery(recovering.step());
            case JobEvent.Completed completed -> request(job, event, outcome(completed.outcome()));
            case JobEvent.Failed _ -> request(job, event, "failed");
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
                .record(Duration.between(job.created(), event.at()));
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
