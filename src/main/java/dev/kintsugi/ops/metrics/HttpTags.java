package dev.kintsugi.ops.metrics;

import io.micrometer.core.instrument.Tags;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts HTTP calls under names of which there are few: Quarkus takes any method, and any path that met no resource. */
@Singleton
class HttpTags implements HttpServerMetricsTagsContributor {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    @Override
    public Tags contribute(Context context) {
        var request = context.request();
        return Tags.of(
                "uri",
                HttpPaths.name(path(request.path())),
                "method",
                method(request.method().name()));
    }

    private static String path(@Nullable String path) {
        return path == null ? "" : path;
    }

    static String method(String method) {
        return METHODS.contains(method) ? method : HttpPaths.OTHER;
    }
}
