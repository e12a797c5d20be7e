package dev.kintsugi.ops.metrics;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.feed.JobListener;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.report.metric.GenAi;
import dev.kintsugi.report.metric.Meters;
import dev.kintsugi.report.metric.Metric;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Measures jobs, their stages and recovery steps. */
@ApplicationScoped
class JobMetrics implements JobListener {

    private final Meters meters;

    JobMetrics(Meters meters) {
        this.meters = meters;
    }

    @Override
    public void on(Job job, JobEvent event) {
        var model = model(job);
        switch (event.what()) {
            case JobEvent.Queued _ -> {}
            case JobEvent.Started _ -> started(job, event);
            case JobEvent.Progressed progressed -> progress(model, progressed.progress());
            case JobEvent.Recovering recovering -> recovery(recovering.step());
            case JobEvent.Completed completed ->
                ended(
                        job,
                        event,
                        outcome(completed.outcome()),
                        completed.result().plan().variant().model().value(),
                        "");
            case JobEvent.Failed failed ->
                ended(
                        job,
                        event,
                        "failed",
                        "",
                        failed.outcome().failure().type().code());
            case JobEvent.Cancelled _ -> ended(job, event, "cancelled", "", "cancelled");
        }
    }

    private void started(Job job, JobEvent event) {
        if (job.attempt() <= 1) {
            meters.record(Metric.JOB_QUEUE_WAIT, Duration.between(job.created(), event.at()), model(job));
        }
    }

    private void progress(String model, Progress progress) {
        if (progress instanceof Progress.StageDone done) {
            meters.record(Metric.STAGE_DURATION, done.took(), model, done.stage());
        }
    }

    private void recovery(TrailStep step) {
        if (step.result() != TrailStep.Result.TRYING) {
            meters.record(
                    Metric.RECOVERY_STEP_DURATION,
                    step.took(),
                    step.failure().type().code(),
                    step.strategy().code(),
                    step.result().code());
        }
    }

    private void ended(Job job, JobEvent event, String outcome, String answeredBy, String error) {
        var took = Duration.between(job.created(), event.at());
        meters.record(Metric.JOB_DURATION, took, model(job), outcome);
        meters.record(
                Metric.GEN_AI_REQUEST_DURATION,
                took,
                GenAi.operation(job.plan().work().kind()),
                GenAi.PROVIDER,
                model(job),
                answeredBy,
                error);
    }

    private static String model(Job job) {
        return job.plan().variant().model().value();
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
