package dev.kintsugi.api.access;

import dev.kintsugi.access.ApiKeys;
import dev.kintsugi.api.access.KeyView.KeysView;
import dev.kintsugi.api.call.WorkerDispatch;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** API keys: makes, lists and revokes them. */
@Path("/admin/keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
class KeysResource {

    private final ApiKeys keys;

    KeysResource(ApiKeys keys) {
        this.keys = keys;
    }

    @GET
    @Operation(
            operationId = "listKeys",
            summary = "List the API keys",
            description = "Without their secrets, the newest first.")
    public KeysView list() {
        return new KeysView(keys.all().stream()
                .map(key -> KeyView.of(key, keys.lastUsed(key.id()), null))
                .toList());
    }

    @POST
    @ResponseStatus(201)
    @NonBlocking // until its body is there
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createKey",
            summary = "Make an API key",
            description = "The answer is the only one that has the key itself; only its hash is kept.")
    @APIResponse(responseCode = "201", description = "It is valid")
    public Uni<KeyView> create(@Nullable KeyRequest request) {
        return WorkerDispatch.answer(() -> Uni.createFrom().item(made(request)));
    }

    private KeyView made(@Nullable KeyRequest request) {
        if (request == null) {
            throw TypedException.invalid(List.of(new FieldError("name", "is needed")));
        }
        request.check();
        var made = keys.draft(request.checkedName(), request.checkedScopes(), request.lasts());
        keys.add(made.key());
        return KeyView.of(made.key(), Optional.empty(), made.text());
    }

    @DELETE
    @Path("{id}")
    @Operation(
            operationId = "revokeKey",
            summary = "Revoke an API key",
            description = "It is not valid any more: here at once, on other instances within five seconds.")
    @APIResponse(responseCode = "204", description = "It is not valid any more")
    public void revoke(String id) {
        if (keys.revoke(id).isEmpty()) {
            throw new NotFoundException(TypedException.invalid(List.of(new FieldError("id", "there is no such key"))));
        }
    }
}
