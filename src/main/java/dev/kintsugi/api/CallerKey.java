package dev.kintsugi.api;

import dev.kintsugi.access.ApiKey;
import dev.kintsugi.access.Viewer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** The API key of a call; calls of a service that is open have none. */
public final class CallerKey {

    private static final String KEY = "kintsugi.key";

    private CallerKey() {}

    public static void put(RoutingContext call, ApiKey key) {
        call.put(KEY, key);
    }

    public static Optional<ApiKey> of(RoutingContext call) {
        return Optional.ofNullable(call.get(KEY));
    }

    /** Whose jobs the caller sees. */
    public static Viewer viewer(RoutingContext call) {
        return of(call).map(Viewer::of).orElse(Viewer.ALL);
    }
}
