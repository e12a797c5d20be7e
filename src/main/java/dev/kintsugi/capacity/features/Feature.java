package dev.kintsugi.capacity.features;

import java.util.List;
import java.util.Locale;

/** What the service does for its clients, and what it does instead while something is missing. */
public enum Feature {
    TEXT_TO_IMAGE(
            "another precision, an older version or another model answers if there is one, and the answer says which",
            "default_model",
            "memory"),
    ACCELERATION("models run on the CPU, and the answer says so", "device"),
    DURABLE_JOBS(
            "callers who wait get their answer; a job that cannot be written is held in memory until it can be",
            "job_store"),
    KEPT_PICTURES(
            "results come with the answer; they are kept beside the jobs, or in memory for a while", "artifact_store"),
    KEPT_KNOWLEDGE("what was learned lasts until the service ends", "home_folder"),
    MODEL_REPAIR(
            "models whose files are whole answer; damaged files are fetched when they can be written again",
            "models_folder"),
    CONNECTIONS("those that are open are served; requests on others get 503", "open_files"),
    ALERTS("alerts are sent again until the channel takes them or it is too late; others get theirs", "alert_channels");

    private final String substitute;
    private final List<String> needs;

    Feature(String substitute, String... needs) {
        this.substitute = substitute;
        this.needs = List.of(needs);
    }

    /** The name on the wire, in snake case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What clients get while the feature is degraded. */
    public String substitute() {
        return substitute;
    }

    /** The names of the dependencies without which it is degraded. */
    public List<String> needs() {
        return needs;
    }
}
