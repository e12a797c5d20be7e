package dev.kintsugi.api.failures;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.recovery.failure.FailureProfile;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One kind of failure as this server treats it.
 *
 * @param code its stable name
 * @param aliases other names by which it is found
 * @param type the URI by which problem documents refer to it, relative to the server; a page for people lies there
 * @param category the part of the system that it belongs to
 * @param baseKind the one of six kinds for consumers that want no more
 * @param severity low, medium, high or critical, unless the circumstances raise or lower it
 * @param status the HTTP status that reports it
 * @param retryable whether the very same request may succeed later
 * @param callersMistake whether the caller has to change something
 * @param strategies what the server tries, in order
 * @param title a few words
 * @param message what happened, in plain words
 * @param suggestions what to do next
 * @param estimatedResolutionSeconds until it is likely to work again; left out if a person has to act
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "FailureType")
record FailureView(
        String code,
        List<String> aliases,
        String type,
        String category,
        String baseKind,
        String severity,
        int status,
        boolean retryable,
        boolean callersMistake,
        List<String> strategies,
        String title,
        String message,
        List<String> suggestions,
        @Nullable Integer estimatedResolutionSeconds) {

    static FailureView of(FailureType type, FailureProfile profile) {
        var guidance = profile.guidance();
        return new FailureView(
                type.code(),
                type.aliases(),
                "/failures/" + type.code(),
                type.category().code(),
                type.category().base().code(),
                profile.severity().code(),
                profile.status(),
                profile.retryable(),
                type.callersMistake(),
                profile.strategies().stream().map(RecoveryStrategy::code).toList(),
                guidance.title(),
                guidance.message(),
                guidance.suggestions(),
                guidance.seconds() > 0 ? guidance.seconds() : null);
    }
}
