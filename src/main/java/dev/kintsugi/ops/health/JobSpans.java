package dev.kintsugi.ops.health;

import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.recovery.trail.TrailStep.Result;
import dev.kintsugi.report.metric.GenAi;
import dev.kintsugi.report.metric.Label;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans below that of a job which has ended: what belongs to what is decided by time.
 *
 * @param job the span of the job
 */
record JobSpans(Tracer tracer, Span job) {

    static final AttributeKey<String> MODEL = AttributeKey.stringKey("kintsugi.model");
    static final AttributeKey<String> ANSWERED_BY = key(Label.GEN_AI_RESPONSE_MODEL);
    static final AttributeKey<String> ERROR = key(Label.ERROR_TYPE);
    private static final AttributeKey<String> FAILURE = AttributeKey.stringKey("kintsugi.failure");
    private static final AttributeKey<String> OUTPUT = AttributeKey.stringKey("gen_ai.output.type");

    /**
     * A stage that is done.
     *
     * @param at when it ended
     */
    record Stage(String code, Duration took, Instant at) {}

    /**
     * Makes them, ended.
     *
     * @param at when the job ended
     */
    void make(Collection<TrailStep> steps, List<TracedAttempt> attempts, List<Stage> stages, Instant at) {
        var recoveries = new HashMap<Integer, Span>();
        steps.forEach(step -> recoveries.put(step.number(), recovery(step)));
        var tries = attempts.stream()
                .map(attempt -> attempt.until(at, Optional.empty()))
                .map(attempt -> Map.entry(attempt, attempt(attempt, steps, recoveries)))
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
        steps.forEach(step -> end(
                recoveries.get(step.number()),
                step.result() == Result.TRYING ? at : step.at().plus(step.took()),
                at));
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
    private Span attempt(TracedAttempt attempt, Collection<TrailStep> steps, Map<Integer, Span> recoveries) {
        var parent = steps.stream()
                .filter(step -> !step.foreseen() && step.result() != Result.WITHHELD)
                .filter(step -> !step.at().isAfter(attempt.began()))
                .reduce((_, later) -> later)
                .map(step -> recoveries.get(step.number()))
                .orElse(job);
        var plan = attempt.plan();
        var span = child("kintsugi.attempt", parent, attempt.began())
                .setAttribute(MODEL, plan.variant().model().value())
                .setAllAttributes(genAi(plan))
                .setAttribute("kintsugi.device", plan.variant().device().toString())
                .setAttribute("kintsugi.size", plan.work().parameters().getOrDefault("size", ""))
                .setAttribute("kintsugi.steps", plan.work().cost().steps());
        attempt.failure().ifPresent(met -> failed(span, met));
        return span;
    }

    /** The attributes of OpenTelemetry's conventions for generative AI that a plan gives. */
    static Attributes genAi(Plan plan) {
        var kind = plan.work().kind();
        return Attributes.of(
                key(Label.GEN_AI_OPERATION),
                GenAi.operation(kind),
                key(Label.GEN_AI_PROVIDER),
                GenAi.PROVIDER,
                key(Label.GEN_AI_REQUEST_MODEL),
                plan.variant().model().value(),
                OUTPUT,
                GenAi.output(kind));
    }

    private static AttributeKey<String> key(Label label) {
        return AttributeKey.stringKey(label.key());
    }

    static void failed(Span span, Failure failure) {
        span.setAttribute(FAILURE, failure.type().code());
        span.setAttribute(ERROR, failure.type().code());
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
