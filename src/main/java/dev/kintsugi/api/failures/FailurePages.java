package dev.kintsugi.api.failures;

import dev.kintsugi.recovery.failure.FailureType;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;

/**
 * Where the {@code type} of a problem document leads: a page for people, and for programs that ask for JSON the same
 * content as below {@code /v1/failures}.
 */
class FailurePages {

    private static final String PAGE = "/failures.html";

    void register(@Observes Router router) {
        router.get("/failures").handler(call -> call.reroute(PAGE));
        router.get("/failures/:name").handler(FailurePages::show);
    }

    private static void show(RoutingContext call) {
        var name = call.pathParam("name");
        var accept = call.request().getHeader("Accept");
        if (accept != null && accept.contains("json") && !accept.contains("html")) {
            call.reroute("/v1/failures/" + name);
        } else if (name != null && FailureType.of(name).isPresent()) {
            call.reroute(PAGE);
        } else {
            call.next();
        }
    }
}
