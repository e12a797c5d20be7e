package dev.kintsugi.api.pages;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Sends the pages from the program itself. The handlers of Quarkus copy each file to the disk first, which fails if the disk
 * is full.
 */
class Pages {

    /** Before the handlers of Quarkus for static files, after those that admit a request. */
    private static final int ORDER = -1;

    /** The pages whose addresses are their names. */
    private static final Pattern NAMED = Pattern.compile("(?:jobs|models|recovery|errors|login)/?");

    private static final Pattern FILE = Pattern.compile("(?:[\\w-]+/)*[\\w-]+(?:\\.[\\w-]+)+");

    private static final String OWN = "META-INF/resources/";
    private static final String SWAGGER_UI = "/q/swagger-ui/";

    /** Where the build puts Swagger UI; dev mode and tests have it outside the class path. */
    private static final String SWAGGER_UI_FILES =
            "META-INF/io.smallrye_smallrye-open-api-ui__jar/META-INF/resources/openapi-ui/";

    private final String cacheControl;

    Pages(@ConfigProperty(name = "quarkus.http.static-resources.max-age") Duration maxAge) {
        this.cacheControl = "public, max-age=" + maxAge.toSeconds();
    }

    void register(@Observes Router router) {
        var own = List.of(
                router.route("/"),
                router.routeWithRegex("/" + NAMED.pattern()),
                router.routeWithRegex("/[\\w-]+\\.html"),
                router.route("/app/*"));
        own.forEach(route -> serve(route, "/", OWN));
        serve(router.route(SWAGGER_UI + "*"), SWAGGER_UI, SWAGGER_UI_FILES);
    }

    private void serve(Route route, String path, String folder) {
        route.method(HttpMethod.GET).method(HttpMethod.HEAD).order(ORDER).handler(call -> {
            var name = call.normalizedPath();
            var rest = name.startsWith(path) ? name.substring(path.length()) : "";
            var file = file(name.equals(path) ? "index" : rest);
            if (FILE.matcher(file).matches()) {
                find(call, folder + file);
            } else {
                call.next();
            }
        });
    }

    private static String file(String name) {
        return name.equals("index") || NAMED.matcher(name).matches() ? name.replace("/", "") + ".html" : name;
    }

    private void find(RoutingContext call, String resource) {
        call.request().pause();
        call.vertx()
                .executeBlocking(() -> Page.read(resource), false)
                .onComplete(
                        found -> {
                            call.request().resume();
                            found.ifPresentOrElse(page -> send(call, page), call::next);
                        },
                        thrown -> {
                            call.request().resume();
                            call.fail(thrown);
                        });
    }

    private void send(RoutingContext call, Page page) {
        var response = call.response();
        response.putHeader(HttpHeaders.ETAG, page.tag()).putHeader(HttpHeaders.CACHE_CONTROL, cacheControl);
        if (isKnown(call.request().getHeader(HttpHeaders.IF_NONE_MATCH), page.tag())) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, page.type());
        if (call.request().method() == HttpMethod.HEAD) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(page.content().length))
                    .end();
        } else {
            response.end(Buffer.buffer(page.content()));
        }
    }

    private static boolean isKnown(@Nullable String tags, String tag) {
        return tags != null
                && Arrays.stream(tags.split(","))
                        .map(String::strip)
                        .anyMatch(known -> known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
    }
}
