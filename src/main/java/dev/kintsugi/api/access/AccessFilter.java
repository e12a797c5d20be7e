package dev.kintsugi.api.access;

import dev.kintsugi.access.AccessMode;
import dev.kintsugi.access.AccessRules;
import dev.kintsugi.access.AccessSettings;
import dev.kintsugi.access.ApiKey;
import dev.kintsugi.access.ApiKeys;
import dev.kintsugi.access.Credentials;
import dev.kintsugi.access.Origins;
import dev.kintsugi.access.Scope;
import dev.kintsugi.api.CallerKey;
import dev.kintsugi.api.error.Refusals;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at each call before its body is read: who it is, and whether that one may do it. Never blocks. */
@ApplicationScoped
class AccessFilter {

    private static final int BEFORE_BODIES = 940; // after calls are counted
    private static final Pattern HAS_KEYS = Pattern.compile("/admin/keys(?:/.*)?|/v1/session");
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final AccessMode mode;
    private final AccessRules rules;
    private final Origins origins;
    private final ApiKeys keys;
    private final Refusals refusals;

    AccessFilter(AccessMode mode, AccessSettings settings, ApiKeys keys, Refusals refusals) {
        this.mode = mode;
        this.rules = new AccessRules(settings.publicMetrics());
        this.origins = new Origins(settings.origins().orElse(List.of()));
        this.keys = keys;
        this.refusals = refusals;
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, BEFORE_BODIES);
    }

    private void admit(RoutingContext call) {
        if (HAS_KEYS.matcher(call.normalizedPath()).matches()) {
            call.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        try {
            requireOwnName(call.request());
            if (mode.needsKeys()) {
                requireKey(call);
            } else {
                requireOwnPage(call.request());
            }
        } catch (TypedException e) {
            if (e.type() == FailureType.AUTHENTICATION_FAILED) {
                call.response().putHeader("WWW-Authenticate", "Bearer");
            }
            refusals.answer(call, e);
            return;
        }
        call.next();
    }

    private void requireOwnName(HttpServerRequest request) {
        var authority = request.authority();
        if (authority != null && !mode.mayBeCalled(authority.host())) {
            throw new TypedException(
                    FailureType.PERMISSION_DENIED,
                    "this service answers under names of this machine only; use localhost, or set"
                            + " kintsugi.access.hosts to the name that you use");
        }
    }

    private void requireKey(RoutingContext call) {
        var request = call.request();
        var needed = rules.needed(request.method().name(), call.normalizedPath());
        var sent = Credentials.of(request.getHeader(HttpHeaders.AUTHORIZATION), request.getHeader(HttpHeaders.COOKIE));
        if (needed.isEmpty() || isPreflight(request)) {
            return;
        }
        var key = key(sent);
        if (sent.filter(Credentials::fromCookie).isPresent()) {
            requireOwnPage(request);
        }
        if (needed.get().stream().noneMatch(key::allows)) {
            throw new TypedException(
                    FailureType.PERMISSION_DENIED,
                    "this needs a key with the scope " + text(needed.get()) + "; this one has "
                            + text(key.orderedScopes()));
        }
        CallerKey.put(call, key);
    }

    /** A browser asks, without a key, whether a page of another site may send one; Quarkus answers if it is set to. */
    private static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    private ApiKey key(Optional<Credentials> sent) {
        if (sent.isEmpty()) {
            throw new TypedException(
                    FailureType.AUTHENTICATION_FAILED, "an API key is needed: send it as Authorization: Bearer KEY");
        }
        return keys.find(sent.get().text())
                .orElseThrow(() -> new TypedException(
                        FailureType.AUTHENTICATION_FAILED,
                        "the API key is not valid: it is mistyped, revoked or has expired"));
    }

    private static String text(Set<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::code).collect(Collectors.joining(" or "));
    }

    /** What a browser sends by itself may be the doing of another site: whatever changes something, and connections of WebSockets. */
    private void requireOwnPage(HttpServerRequest request) {
        var becomesWebSocket = request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true);
        if (SAFE.contains(request.method()) && !becomesWebSocket) {
            return;
        }
        var authority = request.authority();
        if (!origins.allow(
                request.getHeader(HttpHeaders.ORIGIN),
                request.getHeader("Sec-Fetch-Site"),
                authority == null ? "" : authority.toString())) {
            throw new TypedException(
                    FailureType.PERMISSION_DENIED,
                    "a page of another site may not do this; set kintsugi.access.origins to the origin of that page to allow it");
        }
    }
}
