package dev.kintsugi.api.access;

import dev.kintsugi.access.AccessMode;
import dev.kintsugi.access.ApiKey;
import dev.kintsugi.access.ApiKeys;
import dev.kintsugi.access.Credentials;
import dev.kintsugi.access.Scope;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.UnknownFields;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A person in a browser: the key is kept in a cookie that no script can read and that other sites cannot use. */
@Path("/v1/session")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
class SessionResource {

    private static final Duration LASTS = Duration.ofHours(12);

    private final AccessMode mode;
    private final ApiKeys keys;

    SessionResource(AccessMode mode, ApiKeys keys) {
        this.mode = mode;
        this.keys = keys;
    }

    @GET
    @NonBlocking
    @Operation(
            operationId = "getSession",
            summary = "Get who you are",
            description = "Whether keys are needed, and what the key that was sent may do.")
    public SessionView session(@Context RoutingContext call) {
        return view(key(call));
    }

    private SessionView view(Optional<ApiKey> key) {
        if (!mode.needsKeys()) {
            return new SessionView("open", null, codes(Arrays.asList(Scope.values())));
        }
        return new SessionView(
                "keys",
                key.map(ApiKey::name).orElse(null),
                key.map(known -> codes(known.orderedScopes())).orElse(List.of()));
    }

    private static List<String> codes(Iterable<Scope> scopes) {
        var codes = new java.util.ArrayList<String>();
        scopes.forEach(scope -> codes.add(scope.code()));
        return codes;
    }

    private Optional<ApiKey> key(RoutingContext call) {
        return Credentials.of(
                        call.request().getHeader(HttpHeaders.AUTHORIZATION),
                        call.request().getHeader(HttpHeaders.COOKIE))
                .flatMap(sent -> keys.find(sent.text()));
    }

    @POST
    @NonBlocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "logIn",
            summary = "Log in",
            description = "Keeps a key in a cookie of the browser for twelve hours.")
    public SessionView logIn(@Nullable SessionRequest request, @Context RoutingContext call) {
        if (request == null || request.key() == null) {
            throw TypedException.invalid(List.of(new FieldError("key", "is needed")));
        }
        UnknownFields.refuse(request.unknown());
        var text = request.key().strip();
        var key = mode.needsKeys() ? keys.find(text) : Optional.<ApiKey>empty();
        if (mode.needsKeys() && key.isEmpty()) {
            throw new TypedException(
                    FailureType.AUTHENTICATION_FAILED,
                    "the API key is not valid: it is mistyped, revoked or has expired");
        }
        key.ifPresent(_ -> call.response().addCookie(cookie(text, LASTS, call)));
        return view(key);
    }

    @DELETE
    @NonBlocking
    @Operation(operationId = "logOut", summary = "Log out")
    @APIResponse(responseCode = "204", description = "The browser has no key any more")
    public void logOut(@Context RoutingContext call) {
        call.response().addCookie(cookie("", Duration.ZERO, call));
    }

    private static Cookie cookie(String value, Duration lasts, RoutingContext call) {
        return Cookie.cookie(Credentials.COOKIE, value)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(call.request().isSSL())
                .setPath("/")
                .setMaxAge(lasts.toSeconds());
    }
}
