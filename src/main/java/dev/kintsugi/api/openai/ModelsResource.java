package dev.kintsugi.api.openai;

import dev.kintsugi.generation.request.NamedModels;
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
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which models there are, as OpenAI's API has it, with what else is known of them. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "OpenAI")
class ModelsResource {

    /**
     * All models.
     *
     * @param object always {@code list}
     * @param data one entry for each
     */
    @RegisterForReflection
    @Schema(name = "ModelList")
    record Models(String object, List<ModelView> data) {}

    private final ModelRepository repository;
    private final NamedModels named;
    private final ModelHealth health;
    private final ModelProbe probe;
    private final ModelTimes times;
    private final String usual;

    ModelsResource(
            ModelRepository repository,
            NamedModels named,
            ModelHealth health,
            ModelProbe probe,
            ModelTimes times,
            ModelFolders folders) {
        this.repository = repository;
        this.named = named;
        this.health = health;
        this.probe = probe;
        this.times = times;
        this.usual = folders.models().image();
    }

    @GET
    @Operation(operationId = "listModels", summary = "List the models")
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
    @Operation(operationId = "getModel", summary = "Get a model", description = "By its name or by one of its aliases.")
    public ModelView one(String id) {
        return view(named.require(id));
    }

    private ModelView view(Model model) {
        var problem = probe.problem(model);
        return ModelView.of(
                model,
                times.created(model),
                new ModelView.Standing(
                        model.id().value().equals(usual),
                        named.aliases(model.id()),
                        ModelStatus.state(health.of(model), problem),
                        problem));
    }
}
