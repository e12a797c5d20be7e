package dev.kintsugi.access;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which scope each path needs: pure. What is not named here needs {@link Scope#ADMIN}. */
public final class AccessRules {

    /** Health is for probes; pages have nothing in them that is not in the program; what failures are is no secret. */
    private static final Pattern ANYONE = Pattern.compile(
            "/|/index\\.html|/(?:jobs|models|recovery|errors|failures|login)(?:\\.html)?/?|/failures/[^/]+|/app/.*"
                    + "|/q/health(?:/.*)?|/q/openapi|/q/swagger-ui(?:/.*)?|/v1/failures(?:/[^/]+)?|/v1/session");

    private static final Pattern METRICS = Pattern.compile("/q/metrics(?:/.*)?");

    private static final Pattern WORK = Pattern.compile("/v1/images(?:/.*)?|/v1/jobs(?:/.*)?|/v1/stream");

    private static final Pattern MODELS = Pattern.compile("/v1/models(?:/.*)?");

    private static final Pattern LOOKS = Pattern.compile("/v1/errors(?:/.*)?|/v1/status|/admin/recovery/learned");

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final boolean publicMetrics;

    public AccessRules(boolean publicMetrics) {
        this.publicMetrics = publicMetrics;
    }

    /**
     * What a caller needs, one of these; empty if anyone may.
     *
     * @param path normalized, without the query
     */
    public Optional<Set<Scope>> needed(String method, String path) {
        var reads = READING.contains(method);
        if (ANYONE.matcher(path).matches()
                || publicMetrics && METRICS.matcher(path).matches()) {
            return Optional.empty();
        }
        if (WORK.matcher(path).matches()) {
            return Optional.of(Set.of(Scope.INFER));
        }
        if (reads && MODELS.matcher(path).matches() || path.equals("/v1/status") && reads) {
            return Optional.of(Set.of(Scope.INFER, Scope.READ));
        }
        if (reads && (LOOKS.matcher(path).matches() || METRICS.matcher(path).matches())) {
            return Optional.of(Set.of(Scope.READ));
        }
        return Optional.of(Set.of(Scope.ADMIN));
    }
}
