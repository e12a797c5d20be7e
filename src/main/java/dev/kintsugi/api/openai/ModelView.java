package dev.kintsugi.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.model.ImageLimits;
import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One model.
 *
 * @param id its name
 * @param object always {@code model}
 * @param created when its newest file was written, in seconds since 1970; 0 if that is not known
 * @param ownedBy who serves it
 * @param kintsugi what else is known
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Model")
record ModelView(String id, String object, long created, String ownedBy, Details kintsugi) {

    /**
     * What else is known of a model.
     *
     * @param usual whether requests that name no model get this one
     * @param aliases other names that requests may use
     * @param version the newest that can be used
     * @param task what it is made for
     * @param description a sentence about it
     * @param licence of its files, as an SPDX identifier if there is one
     * @param quality of its answers among the models of its task, 0 to 1
     * @param capabilities what it can do
     * @param precisions in which it is installed
     * @param fallbacks models that can answer in its place
     * @param parameters the limits of parameters; null if it draws no pictures
     * @param state of its files: available, missing or corrupted; {@code unreachable} if their disk does not answer, {@code
     *     incompatible} if it cannot be used as it is, see problem
     * @param problem why it cannot be used, whatever its files; left out if nothing is known against it
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "ModelDetails")
    record Details(
            @JsonProperty("default") boolean usual,
            List<String> aliases,
            String version,
            String task,
            String description,
            String licence,
            String state,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String problem,

            double quality,
            List<String> capabilities,
            List<String> precisions,
            List<String> fallbacks,
            @Nullable ImageLimits parameters) {}

    /**
     * What the service makes of a model.
     *
     * @param usual whether requests that name no model get this one
     * @param aliases other names that requests may use
     * @param state of its files
     * @param problem why it cannot be used, whatever its files
     */
    record Standing(boolean usual, List<String> aliases, String state, Optional<String> problem) {}

    /** @param created in seconds since 1970 */
    static ModelView of(Model model, long created, Standing standing) {
        var manifest = model.manifest();
        return new ModelView(
                model.id().value(),
                "model",
                created,
                "kintsugi",
                new Details(
                        standing.usual(),
                        standing.aliases(),
                        manifest.version(),
                        manifest.task(),
                        manifest.description(),
                        manifest.licence(),
                        standing.state(),
                        standing.problem().orElse(null),
                        manifest.quality(),
                        manifest.capabilities(),
                        manifest.precisions().stream()
                                .map(Manifest.Precision::name)
                                .toList(),
                        manifest.fallbacks().stream()
                                .map(fallback -> fallback.model().value())
                                .toList(),
                        manifest.parameters()));
    }
}
