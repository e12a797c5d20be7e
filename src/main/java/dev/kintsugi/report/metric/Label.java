package dev.kintsugi.report.metric;

/** The labels of metrics. Each has few values, whatever callers send. */
public enum Label {
    MODEL("model", "id of an installed model, `other` for a name that is not installed, empty if none was chosen"),
    DEVICE("device", "`cpu` or a GPU such as `cuda:0`"),
    STAGE("stage", "stage of the pipeline, such as `encode`, `denoise` and `decode`"),
    OUTCOME("outcome", "of a job: `completed`, `recovered`, `degraded`, `failed` or `cancelled`"),
    ENDING("outcome", "of a failure: `repaired`, `degraded`, `failed`, `cancelled` or `refused`"),
    FAILURE("failure", "a [kind of failure](failures.md)"),
    SEVERITY("severity", "`low`, `medium`, `high` or `critical`"),
    STRATEGY("strategy", "a [recovery strategy](recovery.md)"),
    RESULT("result", "of a recovery step: `worked`, `failed` or `withheld`"),
    PART("part", "`cpu`, `memory`, `gpu` or `queue`"),
    FEATURE("feature", "a feature in `features` of `GET /v1/status`"),
    TASK("task", "name of a background task"),
    CHANNEL("channel", "a channel for alerts"),
    DELIVERY("result", "of a delivery: `delivered`, `failed` or `lost`"),
    STREAM("stream", "`out` or `err`"),
    BOUNDARY("boundary", "where a [fault](faults.md) is injected"),
    KIND("kind", "kind of the fault"),
    GEN_AI_OPERATION("gen_ai.operation.name", "`generate_content` for images, `tensor` for tensors"),
    GEN_AI_PROVIDER("gen_ai.provider.name", "`kintsugi`"),
    GEN_AI_REQUEST_MODEL("gen_ai.request.model", "id of the model that the job was accepted for"),
    GEN_AI_RESPONSE_MODEL("gen_ai.response.model", "id of the model that answered, empty without an answer"),
    ERROR_TYPE("error.type", "the [kind of failure](failures.md) or `cancelled`, empty for success");

    private final String key;
    private final String meaning;

    Label(String key, String meaning) {
        this.key = key;
        this.meaning = meaning;
    }

    /** The name of the label, also the key of OpenTelemetry's attribute if it is one. */
    public String key() {
        return key;
    }

    /** The name in Prometheus. */
    public String prometheusName() {
        return key.replace('.', '_');
    }

    /** Which values it has, in Markdown. */
    public String meaning() {
        return meaning;
    }
}
