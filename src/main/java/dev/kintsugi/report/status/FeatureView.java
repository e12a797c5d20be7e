package dev.kintsugi.report.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.capacity.features.FeatureState;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something that the service can do.
 *
 * @param name in snake case
 * @param degraded whether something that it needs does not work
 * @param needs the dependencies
 * @param causes what does not work
 * @param substitute what clients get instead; left out while it is whole
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Feature")
record FeatureView(
        String name,
        boolean degraded,
        List<String> needs,
        List<CauseView> causes,
        @Nullable String substitute) {

    /**
     * Something that does not work.
     *
     * @param dependency its name
     * @param problem what is wrong
     * @param since when
     */
    @RegisterForReflection
    @Schema(name = "FeatureCause")
    public record CauseView(String dependency, String problem, String since) {}

    public FeatureView {
        needs = List.copyOf(needs);
        causes = List.copyOf(causes);
    }

    public static FeatureView of(FeatureState state) {
        return new FeatureView(
                state.feature().code(),
                state.isDegraded(),
                state.feature().needs(),
                state.causes().stream()
                        .map(cause -> new CauseView(
                                cause.dependency(),
                                cause.problem(),
                                cause.since().toString()))
                        .toList(),
                state.isDegraded() ? state.feature().substitute() : null);
    }
}
