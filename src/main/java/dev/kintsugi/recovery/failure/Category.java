package dev.kintsugi.recovery.failure;

import java.util.Locale;

/** The part of the system that a failure belongs to. */
public enum Category {
    MODEL(BaseKind.MODEL_LOADING_FAILURE),
    MEMORY(BaseKind.VRAM_EXHAUSTION),
    STORAGE(BaseKind.SYSTEM_RESOURCE_ERROR),
    NETWORK(BaseKind.NETWORK_ERROR),
    HARDWARE(BaseKind.HARDWARE_OPTIMIZATION_FAILURE),
    PIPELINE(BaseKind.GENERATION_PIPELINE_ERROR),
    INPUT(BaseKind.GENERATION_PIPELINE_ERROR),
    RESOURCE(BaseKind.SYSTEM_RESOURCE_ERROR),
    CONFIGURATION(BaseKind.SYSTEM_RESOURCE_ERROR),
    AUTH(BaseKind.SYSTEM_RESOURCE_ERROR),
    TOOL(BaseKind.GENERATION_PIPELINE_ERROR),
    STATE(BaseKind.SYSTEM_RESOURCE_ERROR),
    REALTIME(BaseKind.NETWORK_ERROR),
    INTERNAL(BaseKind.GENERATION_PIPELINE_ERROR);

    private final BaseKind base;

    Category(BaseKind base) {
        this.base = base;
    }

    /** The kind for consumers that tell six of them apart. */
    public BaseKind base() {
        return base;
    }

    /** The name on the wire, in snake case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
