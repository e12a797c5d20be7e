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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one job. Attempts are reported by the threads that compute them, events of the job later by another one, so the
 * spans are made when the job has ended: what belongs to what is decided by time.
 */
final class JobTrace {

    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("kintsugi.model");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("kintsugi.outcome");
    private static final AttributeKey<String> FAILURE = AttributeKey.stringKey("kintsugi.failure");

    private final Tracer tracer;
    private final Span job;
    private final Map<Integer, TrailStep> steps = new TreeMap<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();

    private record Attempt(
            Plan plan, Instant began, @Nullable Instant ended, Optional<Failure> failure) {

        Attempt until(Instant at, Optional<Failure> met) {
            return ended == null ? new Attempt(plan, began, at, met) : this;
        }

        boolean covers(Instant at) {
            return !at.isBefore(began) && (ended == null || !at.isAfter(ended));
        }
    }

    private record Stage(String code, Duration took, Instant at) {}

    JobTrace(Tracer tracer, Context parent, Job job) {
        this.tracer = tracer;
        this.job = tracer.spanBuilder("kintsugi.job")
                .setParent(parent)
                .setAttribute("kintsugi.job", job.id().value())
                .setAttribute("kintsugi.correlation_id", job.correlationId())
                .setAttribute(MODEL, job.plan().variant().model().value())
                .startSpan();
    }

    synchronized void started() {
        job.addEvent("started");
    }

    synchronized void began(Plan plan, Instant at) {
        attempts.add(new Attempt(plan, at, null, Optional.empty()));
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

    synchronized void ended(Outcome<?> outcome, Instant at) {
        switch (outcome) {
            case Outcome.Completed<?> _ -> job.setAttribute(OUTCOME, "completed");
            case Outcome.Recovered<?> _ -> job.setAttribute(OUTCOME, "recovered");
            case Outcome.Degraded<?> _ -> job.setAttribute(OUTCOME, "degraded");
            case Outcome.Failed<?> gone -> {
                job.setAttribute(OUTCOME, "failed");
                failed(job, gone.failure());
            }
        }
        end(at);
    }

    synchronized void cancelled(Instant at) {
        job.setAttribute(OUTCOME, "cancelled");
        end(at);
    }

    /** It goes on elsewhere. */
    synchronized void left(Instant at) {
        job.setAttribute(OUTCOME, "left");
        end(at);
    }

    private void end(Instant at) {
        var recoveries = new HashMap<Integer, Span>();
        steps.forEach((number, step) -> recoveries.put(number, recovery(step)));
        var tries = attempts.stream()
                .map(attempt -> attempt.until(at, Optional.empty()))
                .map(attempt -> Map.entry(attempt, attempt(attempt, recoveries)))
                .toList();
        for (var stage : stages) {
            var parent = tries.reversed().stream()
                    .filter(tried -> tried.getKey().covers(stage.at()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(job);
            child("kintsugi.stage", parent, stage.at().minus(stage.took()))
                    .setAttribute("kintsugi.stage", stage.code())
                    .end(stage.at());
        }
        tries.forEach(tried -> end(tried.getValue(), tried.getKey().ended(), at));
        steps.forEach((number, step) -> end(
                recoveries.get(number),
                step.result() == Result.TRYING ? at : step.at().plus(step.took()),
                at));
        job.end();
    }

    private Span recovery(TrailStep step) {
        var span = child("kintsugi.recovery", job, step.at())
                .setAttribute(FAILURE, step.failure().type().code())
                .setAttribute("kintsugi.strategy", step.strategy().code())
                .setAttribute("kintsugi.foreseen", step.foreseen())
                .setAttribute("kintsugi.result", step.result().code())
                .setAttribute("kintsugi.action", step.action());
        return step.result() == Result.FAILED ? span.setStatus(StatusCode.ERROR, step.action()) : span;
    }

    /** A child of the newest step of the recovery before it. */
    private Span attempt(Attempt attempt, Map<Integer, Span> recoveries) {
        var parent = steps.values().stream()
                .filter(step -> !step.foreseen() && step.result() != Result.WITHHELD)
                .filter(step -> !step.at().isAfter(attempt.began()))
                .reduce((_, later) -> later)
                .map(step -> recoveries.get(step.number()))
                .orElse(job);
        var plan = attempt.plan();
        var span = child("kintsugi.attempt", parent, attempt.began())
                .setAttribute(MODEL, plan.variant().model().value())
                .setAttribute("kintsugi.device", plan.variant().device().toString())
                .setAttribute("kintsugi.size", plan.work().parameters().getOrDefault("size", ""))
                .setAttribute("kintsugi.steps", plan.work().cost().steps());
        attempt.failure().ifPresent(met -> failed(span, met));
        return span;
    }

    private static void failed(Span span, Failure failure) {
        span.setAttribute(FAILURE, failure.type().code());
        span.setStatus(StatusCode.ERROR, failure.message());
    }

    private static void end(@Nullable Span span, @Nullable Instant ended, Instant otherwise) {
        if (span != null) {
            span.end(ended == null ? otherwise : ended);
        }
    }

    private Span child(String name, Span parent, Instant at) {
        return tracer.spanBuilder(name)
                .setParent(Context.root().with(parent))
                .setStartTimestamp(at)
                .startSpan();
    }
}
