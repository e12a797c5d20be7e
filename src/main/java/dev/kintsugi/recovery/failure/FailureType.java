package dev.kintsugi.recovery.failure;

import static dev.kintsugi.recovery.failure.Category.*;
import static dev.kintsugi.recovery.failure.RecoveryStrategy.*;
import static dev.kintsugi.recovery.failure.Severity.*;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every kind of failure that the service knows, one row each: its category, its default severity, the
 * HTTP status that reports it, whether the same call may work later, and the strategies that answer it, in order.
 */
public enum FailureType {
    MODEL_DOWNLOAD_FAILURE(
            MODEL,
            MEDIUM,
            502,
            true,
            named("download_failed"),
            IMMEDIATE_RETRY,
            RESOURCE_OPTIMIZATION,
            INTELLIGENT_FALLBACK),
    MODEL_CORRUPTION_DETECTED(MODEL, HIGH, 503, true, named(), AUTOMATIC_REPAIR, IMMEDIATE_RETRY, INTELLIGENT_FALLBACK),
    MODEL_VERSION_MISMATCH(
            MODEL, MEDIUM, 503, false, named(), AUTOMATIC_REPAIR, INTELLIGENT_FALLBACK, USER_INTERVENTION),
    MODEL_LOADING_TIMEOUT(
            MODEL, MEDIUM, 504, true, named(), RESOURCE_OPTIMIZATION, PARAMETER_ADJUSTMENT, INTELLIGENT_FALLBACK),
    MODEL_LOADING_FAILED(
            MODEL,
            HIGH,
            503,
            true,
            named("model_loading_failure"),
            AUTOMATIC_REPAIR,
            RESOURCE_OPTIMIZATION,
            INTELLIGENT_FALLBACK),
    MODEL_INTEGRITY_FAILURE(MODEL, HIGH, 503, true, named(), AUTOMATIC_REPAIR, IMMEDIATE_RETRY, USER_INTERVENTION),
    MODEL_COMPATIBILITY_ERROR(
            MODEL, HIGH, 503, false, named(), INTELLIGENT_FALLBACK, PARAMETER_ADJUSTMENT, USER_INTERVENTION),
    MODEL_NOT_FOUND(MODEL, MEDIUM, 404, false, named(), INTELLIGENT_FALLBACK, USER_INTERVENTION),
    VRAM_EXHAUSTION(
            MEMORY,
            HIGH,
            507,
            false,
            named("out_of_memory", "cuda_oom"),
            RESOURCE_OPTIMIZATION,
            PARAMETER_ADJUSTMENT,
            INTELLIGENT_FALLBACK,
            GRACEFUL_DEGRADATION),
    STORAGE_SPACE_INSUFFICIENT(STORAGE, HIGH, 507, false, named("disk_full"), RESOURCE_OPTIMIZATION, USER_INTERVENTION),
    NETWORK_CONNECTIVITY_LOSS(
            NETWORK,
            MEDIUM,
            502,
            true,
            named("network_error"),
            IMMEDIATE_RETRY,
            GRACEFUL_DEGRADATION,
            USER_INTERVENTION),
    BANDWIDTH_LIMITATION(NETWORK, LOW, 502, true, named(), PARAMETER_ADJUSTMENT, GRACEFUL_DEGRADATION),
    HARDWARE_OPTIMIZATION_FAILURE(
            HARDWARE,
            MEDIUM,
            503,
            true,
            named("execution_provider_failure"),
            RESOURCE_OPTIMIZATION,
            GRACEFUL_DEGRADATION,
            USER_INTERVENTION),
    DEVICE_LOST(
            HARDWARE,
            CRITICAL,
            503,
            true,
            named("gpu_reset", "cuda_sticky_error"),
            RESOURCE_OPTIMIZATION,
            INTELLIGENT_FALLBACK,
            GRACEFUL_DEGRADATION),
    GENERATION_PIPELINE_ERROR(
            PIPELINE,
            MEDIUM,
            500,
            true,
            named("generation_failed"),
            IMMEDIATE_RETRY,
            RESOURCE_OPTIMIZATION,
            INTELLIGENT_FALLBACK),
    INFERENCE_TIMEOUT(
            PIPELINE,
            MEDIUM,
            504,
            true,
            named("timeout_error"),
            PARAMETER_ADJUSTMENT,
            INTELLIGENT_FALLBACK,
            GRACEFUL_DEGRADATION),
    NON_FINITE_OUTPUT(
            PIPELINE,
            HIGH,
            500,
            false,
            named("nan_output"),
            PARAMETER_ADJUSTMENT,
            INTELLIGENT_FALLBACK,
            USER_INTERVENTION),
    CONTEXT_LENGTH_EXCEEDED(
            INPUT, LOW, 400, false, named(), PARAMETER_ADJUSTMENT, INTELLIGENT_FALLBACK, USER_INTERVENTION),
    SYSTEM_RESOURCE_ERROR(
            RESOURCE, HIGH, 503, true, named(), RESOURCE_OPTIMIZATION, GRACEFUL_DEGRADATION, USER_INTERVENTION),
    MODEL_OVERLOADED(
            RESOURCE, MEDIUM, 503, true, named("service_unavailable"), GRACEFUL_DEGRADATION, INTELLIGENT_FALLBACK),
    RATE_LIMIT_EXCEEDED(RESOURCE, LOW, 429, true, named(), USER_INTERVENTION),
    DEPENDENCY_MISSING(
            CONFIGURATION, HIGH, 503, false, named("configuration_error"), GRACEFUL_DEGRADATION, USER_INTERVENTION),
    INVALID_PARAMETERS(
            INPUT,
            LOW,
            422,
            false,
            named("invalid_input", "validation_error"),
            PARAMETER_ADJUSTMENT,
            USER_INTERVENTION),
    UNSUPPORTED_OPERATION(INPUT, LOW, 501, false, named(), INTELLIGENT_FALLBACK, USER_INTERVENTION),
    PERMISSION_DENIED(AUTH, MEDIUM, 403, false, named(), USER_INTERVENTION),
    AUTHENTICATION_FAILED(AUTH, MEDIUM, 401, false, named("auth_error"), USER_INTERVENTION),
    TOOL_EXECUTION_FAILED(TOOL, MEDIUM, 502, true, named(), IMMEDIATE_RETRY, GRACEFUL_DEGRADATION),
    TOOL_NOT_FOUND(TOOL, LOW, 404, false, named(), USER_INTERVENTION),
    TOOL_CONFIGURATION_ERROR(TOOL, MEDIUM, 500, false, named(), USER_INTERVENTION),
    EXTERNAL_API_ERROR(NETWORK, MEDIUM, 502, true, named(), IMMEDIATE_RETRY, GRACEFUL_DEGRADATION),
    STATE_LOAD_FAILED(STATE, HIGH, 503, true, named(), IMMEDIATE_RETRY, GRACEFUL_DEGRADATION),
    STATE_SAVE_FAILED(STATE, HIGH, 503, true, named("persistence_error"), IMMEDIATE_RETRY, GRACEFUL_DEGRADATION),
    CONCURRENT_ACCESS_ERROR(STATE, LOW, 409, true, named(), IMMEDIATE_RETRY),
    DATA_INTEGRITY_ERROR(STATE, CRITICAL, 500, false, named(), AUTOMATIC_REPAIR, USER_INTERVENTION),
    SESSION_ERROR(REALTIME, LOW, 409, true, named(), IMMEDIATE_RETRY, USER_INTERVENTION),
    LOBBY_ERROR(REALTIME, LOW, 409, true, named(), USER_INTERVENTION),
    WEBSOCKET_ERROR(REALTIME, LOW, 400, true, named(), IMMEDIATE_RETRY, USER_INTERVENTION),
    WEBRTC_ERROR(REALTIME, MEDIUM, 409, true, named(), IMMEDIATE_RETRY, GRACEFUL_DEGRADATION, USER_INTERVENTION),
    INTERNAL_ERROR(INTERNAL, CRITICAL, 500, false, named("unknown"), IMMEDIATE_RETRY, USER_INTERVENTION);

    private final Category category;
    private final Severity severity;
    private final int status;
    private final boolean retryable;
    private final List<String> aliases;
    private final List<RecoveryStrategy> strategies;

    FailureType(
            Category category,
            Severity severity,
            int status,
            boolean retryable,
            List<String> aliases,
            RecoveryStrategy... strategies) {
        this.category = category;
        this.severity = severity;
        this.status = status;
        this.retryable = retryable;
        this.aliases = aliases;
        this.strategies = List.of(strategies);
    }

    private static List<String> named(String... names) {
        return List.of(names);
    }

    /** The stable name of this type in answers, metrics and configuration, in snake case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Category category() {
        return category;
    }

    /** The severity unless the circumstances raise or lower it. */
    public Severity defaultSeverity() {
        return severity;
    }

    /** The HTTP status (RFC 9110) that reports this failure. */
    public int status() {
        return status;
    }

    /** Whether the very same request may succeed later without any action. */
    public boolean retryable() {
        return retryable;
    }

    /** Other names by which clients and imported rules may call this type. */
    public List<String> aliases() {
        return aliases;
    }

    /** The strategies that may answer this failure, in the order in which they are considered. */
    public List<RecoveryStrategy> strategies() {
        return strategies;
    }

    /** Whether the caller, not the service, has to change something. Such a failure never opens a breaker. */
    public boolean callersMistake() {
        return category == INPUT || category == AUTH || this == MODEL_NOT_FOUND || this == RATE_LIMIT_EXCEEDED;
    }

    /** The type with this code or alias. */
    public static Optional<FailureType> of(String name) {
        return Arrays.stream(values())
                .filter(type -> type.code().equals(name) || type.aliases.contains(name))
                .findFirst();
    }
}
