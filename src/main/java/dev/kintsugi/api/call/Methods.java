package dev.kintsugi.api.call;

import dev.kintsugi.api.error.AllowedMethods;
import dev.kintsugi.api.error.Refusals;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.ClientErrorException;
import java.util.Set;

/**
 * Makes {@code OPTIONS} say of each path what {@code Allow} of 405 says, and refuses with that what pages, metrics and probes do not
 * have: they would answer any method as they answer GET, or as if they were not there.
 */
@ApplicationScoped
class Methods {

    private static final int AFTER_HEADS = 905;
    private static final int NOT_ALLOWED = 405;
    private static final Set<HttpMethod> READ = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final Refusals refusals;

    Methods(Refusals refusals) {
        this.refusals = refusals;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, AFTER_HEADS);
    }

    private void check(RoutingContext call) {
        var method = call.request().method();
        var path = call.normalizedPath();
        if (READ.contains(method) || isPreflight(call)) {
            call.next();
        } else if (AllowedMethods.isOnlyRead(path)) {
            answer(call, method, path);
        } else {
            if (method.equals(HttpMethod.OPTIONS)) {
                call.addHeadersEndHandler(_ -> correct(call, path));
            }
            call.next();
        }
    }

    private void answer(RoutingContext call, HttpMethod method, String path) {
        call.response().putHeader(HttpHeaders.ALLOW, AllowedMethods.of(path));
        if (method.equals(HttpMethod.OPTIONS)) {
            call.response().end();
        } else {
            refusals.answer(call, new ClientErrorException(NOT_ALLOWED));
        }
    }

    /** REST lists the methods of all paths of a class. */
    private static void correct(RoutingContext call, String path) {
        if (call.response().headers().contains(HttpHeaders.ALLOW)) {
            call.response().putHeader(HttpHeaders.ALLOW, AllowedMethods.of(path));
        }
    }

    /** A question of a browser about other sites, which Quarkus answers if it is set to. */
    private static boolean isPreflight(RoutingContext call) {
        return call.request().method().equals(HttpMethod.OPTIONS)
                && call.request().headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }
}
