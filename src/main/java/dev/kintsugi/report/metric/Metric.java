package dev.kintsugi.report.metric;

import static dev.kintsugi.report.metric.MetricType.COUNTER;
import static dev.kintsugi.report.metric.MetricType.GAUGE;
import static dev.kintsugi.report.metric.MetricType.HISTOGRAM;
import static dev.kintsugi.report.metric.MetricUnit.NONE;
import static dev.kintsugi.report.metric.MetricUnit.RATIO;
import static dev.kintsugi.report.metric.MetricUnit.SECONDS;

import java.util.List;

/** Every metric of the service: the meters and the page {@code metrics.md} are made from this list. */
public enum Metric {
    JOB_DURATION(
            "kintsugi.job.duration",
            SECONDS,
            Buckets.JOB,
            "Time from the acceptance of a job to its end",
            Label.MODEL,
            Label.OUTCOME),
    JOB_QUEUE_WAIT(
            "kintsugi.job.queue.wait",
            SECONDS,
            Buckets.QUEUE,
            "Time from the acceptance of a job to the start of its first attempt",
            Label.MODEL),
    STAGE_DURATION(
            "kintsugi.stage.duration",
            SECONDS,
            Buckets.STAGE,
            "Time that a stage of a generation took",
            Label.MODEL,
            Label.STAGE),
    RECOVERY_STEP_DURATION(
            "kintsugi.recovery.step.duration",
            SECONDS,
            Buckets.RECOVERY,
            "Time that a recovery step took, with the attempt that followed it",
            Label.FAILURE,
            Label.STRATEGY,
            Label.RESULT),
    GEN_AI_REQUEST_DURATION(
            "gen_ai.server.request.duration",
            SECONDS,
            Buckets.GEN_AI,
            "Time from the acceptance of a job to its end, as OpenTelemetry's conventions for generative AI name it",
            Label.GEN_AI_OPERATION,
            Label.GEN_AI_PROVIDER,
            Label.GEN_AI_REQUEST_MODEL,
            Label.GEN_AI_RESPONSE_MODEL,
            Label.ERROR_TYPE),
    FAILURES(
            COUNTER,
            "kintsugi.failures",
            NONE,
            "Failures of requests and jobs, by what became of them",
            Label.MODEL,
            Label.FAILURE,
            Label.SEVERITY,
            Label.ENDING),
    JOBS_WAITING(GAUGE, "kintsugi.jobs.waiting", NONE, "Jobs in the queue"),
    JOBS_OLDEST_WAIT(
            GAUGE,
            "kintsugi.jobs.oldest.wait",
            SECONDS,
            "Time since the acceptance of the oldest job that waits for a worker, 0 if none waits"),
    JOBS_RUNNING(GAUGE, "kintsugi.jobs.running", NONE, "Jobs that run"),
    JOBS_LIMIT(GAUGE, "kintsugi.jobs.limit", NONE, "Jobs that may run at the same time"),
    SESSIONS_LOADED(GAUGE, "kintsugi.sessions.loaded", NONE, "Networks that are loaded"),
    TENSORS_OPEN(GAUGE, "kintsugi.tensors.open", NONE, "Native tensors in use, 0 while no network runs"),
    LOAD(GAUGE, "kintsugi.load", RATIO, "Load from 0 to 1", Label.PART),
    SERVICE_LEVEL(GAUGE, "kintsugi.service.level", NONE, "Service level: 0 full, 1 reduced, 2 minimal"),
    FEATURE_DEGRADED(
            GAUGE,
            "kintsugi.feature.degraded",
            NONE,
            "1 while a dependency of the feature does not work",
            Label.FEATURE),
    BREAKER_STATE(
            GAUGE,
            "kintsugi.breaker.state",
            NONE,
            "Circuit breaker of a model: 0 closed, 1 half open, 2 open, the worst of its versions and kinds of work",
            Label.MODEL,
            Label.DEVICE),
    BREAKER_OPENED(
            COUNTER, "kintsugi.breaker.opened", NONE, "How often a circuit breaker opened", Label.MODEL, Label.DEVICE),
    RETRY_BUDGET_LEFT(GAUGE, "kintsugi.retry.budget.left", NONE, "Retries that all requests together may make now"),
    BACKGROUND_TASK_RUNNING(
            GAUGE,
            "kintsugi.background.task.running",
            SECONDS,
            "Time that the current run of a background task has taken so far, 0 between runs",
            Label.TASK),
    ALERTS_FIRING(GAUGE, "kintsugi.alerts.firing", NONE, "Alerts that are firing"),
    ALERTS_HELD_BACK(
            COUNTER,
            "kintsugi.alerts.held.back",
            NONE,
            "Alerts that were not sent at once because there were too many"),
    ALERT_DELIVERIES(
            COUNTER,
            "kintsugi.alert.deliveries",
            NONE,
            "Tries to send an alert, by how they ended",
            Label.CHANNEL,
            Label.DELIVERY),
    LOG_DROPPED(
            COUNTER,
            "kintsugi.log.dropped",
            NONE,
            "Pieces of the log that were dropped because their reader did not take them",
            Label.STREAM),
    FAULTS_INJECTED(COUNTER, "kintsugi.faults.injected", NONE, "Faults that were injected", Label.BOUNDARY, Label.KIND);

    private final MetricType type;
    private final String id;
    private final MetricUnit unit;
    private final Buckets buckets;
    private final String help;
    private final List<Label> labels;

    Metric(MetricType type, String id, MetricUnit unit, Buckets buckets, String help, List<Label> labels) {
        this.type = type;
        this.id = id;
        this.unit = unit;
        this.buckets = buckets;
        this.help = help;
        this.labels = labels;
    }

    Metric(MetricType type, String id, MetricUnit unit, String help, Label... labels) {
        this(type, id, unit, Buckets.NONE, help, List.of(labels));
    }

    Metric(String id, MetricUnit unit, Buckets buckets, String help, Label... labels) {
        this(HISTOGRAM, id, unit, buckets, help, List.of(labels));
    }

    public MetricType type() {
        return type;
    }

    /** The name of its meters, with dots and without unit. */
    String id() {
        return id;
    }

    MetricUnit unit() {
        return unit;
    }

    /** The name of the family in Prometheus. */
    public String prometheusName() {
        var name = id.replace('.', '_') + (unit == NONE ? "" : "_" + unit.suffix());
        return type == COUNTER ? name + "_total" : name;
    }

    public Buckets buckets() {
        return buckets;
    }

    /** What it measures. */
    public String help() {
        return help;
    }

    public List<Label> labels() {
        return labels;
    }
}
