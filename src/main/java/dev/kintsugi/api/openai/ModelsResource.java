package dev.kintsugi.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.diffusion.ModelProbe;
import dev.kintsugi.report.status.ModelStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Which models there are, as OpenAI's API has it, with what else is known of them. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "OpenAI")
class ModelsResource {

    /** All models. */
    @RegisterForReflection
    record Models(String object, List<ModelView> data) {}

    /**
     * One model.
     *
     * @param id its name
     * @param object always {@code model}
     * @param created 0: a model's files do not say when it was made
     * @param ownedBy who serves it
     * @param kintsugi what else is known
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record ModelView(String id, String object, long created, String ownedBy, Details kintsugi) {}

    /**
     * What else is known of a model.
     *
     * @param state of its files: available, missing or corrupted; {@code unreachable} if their disk does not answer, {@code
     *     incompatible} if it cannot be used as it is, see problem
     * @param problem why it cannot be used, whatever its files; left out if nothing is known against it
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    record Details(
            @JsonProperty("default") boolean usual,
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
            Manifest.@Nullable ImageLimits parameters) {}

    private final ModelRepository repository;
    private final ModelHealth health;
    private final ModelProbe probe;
    private final String usual;

    ModelsResource(ModelRepository repository, ModelHealth health, ModelProbe probe, ModelFolders folders) {
        this.probe = probe;
        this.usual = folders.models().image();
        this.repository = repository;
        this.health = health;
    }

    @GET
    @Operation(summary = "List the models")
    public Models list() {
        return new Models(
                "list",
                repository.all().stream()
                        .filter(model -> model.manifest().hasUse())
                        .map(this::view)
                        .toList());
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Get a model")
    public ModelView one(String id) {
        return view(repository.require(id));
    }

    private ModelView view(Model model) {
        var manifest = model.manifest();
        var problem = probe.problem(model);
        return new ModelView(
                model.id().value(),
                "model",
                0,
                "kintsugi",
                new Details(
                        model.id().value().equals(usual),
                        manifest.version(),
                        manifest.task(),
                        manifest.description(),
                        manifest.licence(),
                        ModelStatus.state(health.of(model), problem),
                        problem.orElse(null),
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
