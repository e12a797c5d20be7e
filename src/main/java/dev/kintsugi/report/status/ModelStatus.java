package dev.kintsugi.report.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.generation.breaker.BreakerView;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.health.Availability;
import dev.kintsugi.model.health.ModelHealthReport;
import dev.kintsugi.pipeline.diffusion.ModelProbe;
import dev.kintsugi.recovery.budget.BreakerState;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A model that is installed.
 *
 * @param id its name
 * @param version of it
 * @param usual whether it answers if a request names none
 * @param state of its files: available, missing or corrupted; {@code unreachable} if their disk does not answer, {@code
 *     incompatible} if it cannot be used as it is, see problem
 * @param usable the precisions in which it can draw, the standard one first
 * @param problem why it cannot be used, whatever its files; left out if nothing is known against it
 * @param findings what is wrong with its files, by their paths in its folder
 * @param versions the other versions of it that are installed; the newest whole one answers if this one cannot be used
 * @param refused which of its networks are refused and until when, since several requests for them ended the process; left out if
 *     none are
 * @param breakers whether it is left alone, for each kind of job and device for which it was tried
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record ModelStatus(
        String id,
        String version,
        @JsonProperty("default") boolean usual,
        String state,
        List<String> usable,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String problem,
        Map<String, String> findings,
        List<OtherVersion> versions,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> refused,
        List<Breaker> breakers) {

    static ModelStatus of(
            Model model,
            ModelHealthReport report,
            ModelProbe probe,
            boolean usual,
            List<OtherVersion> versions,
            List<String> refused,
            List<Breaker> breakers) {
        var findings = new TreeMap<String, String>();
        report.findings().forEach((file, finding) -> findings.put(file, finding.code()));
        var problem = probe.problem(model);
        return new ModelStatus(
                model.id().value(),
                model.manifest().version(),
                usual,
                state(report, problem),
                probe.usable(model),
                problem.orElse(null),
                findings,
                versions,
                refused,
                breakers);
    }

    /**
     * Another version of a model that is installed.
     *
     * @param version of it
     * @param state of its files
     * @param usable its precisions that are whole
     * @param problem why it cannot be used, whatever its files; left out if nothing is known against it
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ModelVersion")
    public record OtherVersion(
            String version,
            String state,
            List<String> usable,
            @Nullable String problem) {

        static OtherVersion of(Model model, ModelHealthReport report) {
            return new OtherVersion(
                    model.manifest().version(),
                    ModelStatus.state(report, Optional.empty()),
                    report.usable(),
                    model.refusal());
        }

        public OtherVersion {
            usable = List.copyOf(usable);
        }
    }

    /** Whether it can be used in any precision. */
    @Schema(hidden = true)
    boolean isAvailable() {
        return state.equals(Availability.AVAILABLE.code());
    }

    /** What clients see of a model's files, and whether it can be used at all. */
    public static String state(ModelHealthReport report, Optional<String> problem) {
        if (!report.answers()) {
            return "unreachable";
        }
        return problem.isPresent() && report.availability() == Availability.AVAILABLE
                ? "incompatible"
                : report.availability().code();
    }

    /**
     * A circuit breaker.
     *
     * @param kind of jobs that it is for
     * @param device where
     * @param state {@code closed}: it is used; {@code open}: it is left alone; {@code half_open}: it is tried once
     * @param retryAfterSeconds how long it is still left alone; left out if it is not
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CircuitBreaker")
    public record Breaker(
            String kind,
            String device,
            String state,
            @Nullable Double retryAfterSeconds) {

        static Breaker of(BreakerView view, Instant now) {
            var kind = view.kind().code();
            var device = view.device().toString().toLowerCase(Locale.ROOT);
            return switch (view.state()) {
                case BreakerState.Closed _ -> new Breaker(kind, device, "closed", null);
                case BreakerState.HalfOpen _ -> new Breaker(kind, device, "half_open", null);
                case BreakerState.Open open
                when open.remaining(now).isZero() -> new Breaker(kind, device, "half_open", null);
                case BreakerState.Open open ->
                    new Breaker(kind, device, "open", open.remaining(now).toMillis() / 1000.0);
            };
        }
    }

    public ModelStatus {
        usable = List.copyOf(usable);
        findings = Collections.unmodifiableMap(new TreeMap<>(findings));
        versions = List.copyOf(versions);
        refused = List.copyOf(refused);
        breakers = List.copyOf(breakers);
    }
}
