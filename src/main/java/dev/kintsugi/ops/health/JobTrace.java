package dev.kintsugi.ops.health;

import dev.kintsugi.job.Job;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.recovery.trail.TrailStep.Result;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The spans of one job. Events of a job come one after the other, but on several threads. */
final class JobTrace {

    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("kintsugi.model");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("kintsugi.outcome");
    private static final AttributeKey<String> FAILURE = AttributeKey.stringKey("kintsugi.failure");

    private final Tracer tracer;
    private final Span job;
    private final Map<Integer, Span> steps = new HashMap<>();
    private final Set<Span> open = new HashSet<>();
    private Span newest;
    private @Nullable Span attempt;

    JobTrace(Tracer tracer, Context parent, Job job) {
        this.tracer = tracer;
        this.job = tracer.spanBuilder("kintsugi.job")
                .setParent(parent)
                .setAttribute("kintsugi.job", job.id().value())
                .setAttribute("kintsugi.correlation_id", job.correlationId())
                .setAttribute(MODEL, job.plan().variant().model().value())
                .startSpan();
        this.newest = this.job;
    }

    synchronized void started() {
        job.addEvent("started");
    }

    synchronized void began(Plan plan, Instant at) {
        attempt = child("kintsugi.attempt", newest, at)
                .setAttribute(MODEL, plan.variant().model().value())
                .setAttribute("kintsugi.device", plan.variant().device().toString())
                .setAttribute("kintsugi.size", plan.picture().size().toString())
                .setAttribute("kintsugi.steps", plan.picture().steps());
    }

    synchronized void tried(Optional<Failure> failure) {
        if (attempt != null) {
            var span = attempt;
            failure.ifPresent(met -> failed(span, met));
            span.end();
            attempt = null;
        }
    }

    synchronized void progressed(Progress progress, Instant at) {
        if (progress instanceof Progress.StageDone done) {
            child("kintsugi.stage", attempt == null ? job : attempt, at.minus(done.took()))
                    .setAttribute("kintsugi.stage", done.stage().code())
                    .end(at);
        }
    }

    synchronized void recovering(TrailStep step) {
        var span = steps.computeIfAbsent(step.number(), _ -> begun(step));
        if (step.result() == Result.TRYING) {
            newest = span;
            open.add(span);
            return;
        }
        open.remove(span);
        span.setAttribute("kintsugi.result", step.result().code()).setAttribute("kintsugi.action", step.action());
        if (step.result() == Result.FAILED) {
            span.setStatus(StatusCode.ERROR, step.action());
        }
        span.end();
    }

    private Span begun(TrailStep step) {
        return child("kintsugi.recovery", job, step.at())
                .setAttribute(FAILURE, step.failure().type().code())
                .setAttribute("kintsugi.strategy", step.strategy().code())
                .setAttribute("kintsugi.foreseen", step.foreseen());
    }

    synchronized void ended(Outcome<?> outcome) {
        switch (outcome) {
            case Outcome.Completed<?> _ -> job.setAttribute(OUTCOME, "completed");
            case Outcome.Recovered<?> _ -> job.setAttribute(OUTCOME, "recovered");
            case Outcome.Degraded<?> _ -> job.setAttribute(OUTCOME, "degraded");
            case Outcome.Failed<?> gone -> {
                job.setAttribute(OUTCOME, "failed");
                failed(job, gone.failure());
            }
        }
        end();
    }

    synchronized void cancelled() {
        job.setAttribute(OUTCOME, "cancelled");
        end();
    }

    /** It goes on elsewhere. */
    synchronized void left() {
        job.setAttribute(OUTCOME, "left");
        end();
    }

    private void end() {
        tried(Optional.empty());
        open.forEach(Span::end);
        open.clear();
        job.end();
    }

    private static void failed(Span span, Failure failure) {
        span.setAttribute(FAILURE, failure.type().code());
        span.setStatus(StatusCode.ERROR, failure.message());
    }

    private Span child(String name, Span parent, Instant at) {
        return tracer.spanBuilder(name)
                .setParent(Context.root().with(parent))
                .setStartTimestamp(at)
                .startSpan();
    }
}
