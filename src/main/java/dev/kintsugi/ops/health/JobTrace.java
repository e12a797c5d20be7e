package dev.kintsugi.ops.health;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.ops.health.JobSpans.Stage;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The spans of one job. Attempts are reported by the threads that compute them, events of the job later by another one, so the
 * spans are made when the job has ended: what belongs to what is decided by time.
 */
final class JobTrace {

    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("kintsugi.outcome");

    private final Span job;
    private final JobSpans spans;
    private final Map<Integer, TrailStep> steps = new TreeMap<>();
    private final List<TracedAttempt> attempts = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();

    JobTrace(Tracer tracer, Context parent, Job job) {
        this.job = tracer.spanBuilder("kintsugi.job")
                .setParent(parent)
                .setAttribute("kintsugi.job", job.id().value())
                .setAttribute("kintsugi.correlation_id", job.correlationId())
                .setAttribute(JobSpans.MODEL, job.plan().variant().model().value())
                .setAllAttributes(JobSpans.genAi(job.plan()))
                .startSpan();
        this.spans = new JobSpans(tracer, this.job);
    }

    synchronized void started() {
        job.addEvent("started");
    }

    synchronized void began(Plan plan, Instant at) {
        attempts.add(TracedAttempt.begun(plan, at));
    }

    synchronized void tried(Optional<Failure> failure, Instant at) {
        if (!attempts.isEmpty()) {
            attempts.addLast(attempts.removeLast().until(at, failure));
        }
    }

    synchronized void progressed(Progress progress, Instant at) {
        if (progress instanceof Progress.StageDone done) {
            stages.add(new Stage(done.stage(), done.took(), at));
        }
    }

    synchronized void recovering(TrailStep step) {
        steps.put(step.number(), step);
    }

    synchronized void ended(Outcome<JobResult> outcome, Instant at) {
        switch (outcome) {
            case Outcome.Completed<JobResult> done -> completed("completed", done.value());
            case Outcome.Recovered<JobResult> done -> completed("recovered", done.value());
            case Outcome.Degraded<JobResult> done -> completed("degraded", done.value());
            case Outcome.Failed<JobResult> gone -> {
                job.setAttribute(OUTCOME, "failed");
                JobSpans.failed(job, gone.failure());
            }
        }
        end(at);
    }

    private void completed(String how, JobResult result) {
        job.setAttribute(OUTCOME, how);
        job.setAttribute(JobSpans.ANSWERED_BY, result.plan().variant().model().value());
    }

    synchronized void cancelled(Instant at) {
        job.setAttribute(OUTCOME, "cancelled");
        job.setAttribute(JobSpans.ERROR, "cancelled");
        end(at);
    }

    /** It goes on elsewhere. */
    synchronized void left(Instant at) {
        job.setAttribute(OUTCOME, "left");
        end(at);
    }

    private void end(Instant at) {
        spans.make(steps.values(), attempts, stages, at);
        job.end();
    }
}
