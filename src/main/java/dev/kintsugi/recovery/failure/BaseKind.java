package dev.kintsugi.recovery.failure;

import java.util.Locale;

/** The six kinds of failure for consumers that want no more: every {@link FailureType} is one of them. */
public enum BaseKind {
    MODEL_LOADING_FAILURE,
    VRAM_EXHAUSTION,
    GENERATION_PIPELINE_ERROR,
    HARDWARE_OPTIMIZATION_FAILURE,
    SYSTEM_RESOURCE_ERROR,
    NETWORK_ERROR;

    /** The name on the wire, in snake case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
