package dev.kintsugi.api.status;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.kintsugi.api.call.WorkerDispatch;
import dev.kintsugi.capacity.load.LoadMonitor;
import dev.kintsugi.capacity.load.ServiceLevel;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.UnknownFields;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The level of service. */
@Path("/admin/levels")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Admin")
class LevelsResource {

    private static final String AUTO = "auto";

    private final LoadMonitor monitor;

    LevelsResource(LoadMonitor monitor) {
        this.monitor = monitor;
    }

    /** The level that is wanted: full, reduced, minimal, or auto to follow the load. */
    @RegisterForReflection
    @Schema(name = "LevelRequest")
    public record Wanted(
            @Schema(description = "full, reduced, minimal or auto.", examples = "auto") @Nullable
            String level,

            @JsonAnySetter @Schema(hidden = true) @Nullable Map<String, Object> unknown) {}

    @GET
    @Operation(
            operationId = "getLevel",
            summary = "Get the level of service",
            description = "It follows the load: reduced from 0.7, minimal from 0.9.")
    public LevelView level() {
        return LevelView.of(monitor);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "setLevel",
            summary = "Set the level of service",
            description = "full, reduced, minimal, or auto to follow the load.")
    @NonBlocking // until its body is there
    public Uni<LevelView> set(@Nullable Wanted wanted) {
        return WorkerDispatch.answer(() -> Uni.createFrom().item(pin(wanted)));
    }

    private LevelView pin(@Nullable Wanted wanted) {
        UnknownFields.refuse(wanted == null ? null : wanted.unknown());
        var level = wanted == null || wanted.level() == null ? "" : wanted.level();
        var pinned = ServiceLevel.of(level);
        if (pinned.isEmpty() && !AUTO.equals(level)) {
            throw TypedException.invalid(
                    List.of(new FieldError("level", "must be one of full, reduced, minimal, auto")));
        }
        monitor.pin(AUTO.equals(level) ? Optional.empty() : pinned);
        return LevelView.of(monitor);
    }
}
