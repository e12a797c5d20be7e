package dev.kintsugi.api.error;

import java.util.List;
import java.util.regex.Pattern;

/** The methods of each path, which Quarkus does not tell, or tells wrongly. A test holds them against the OpenAPI document. */
public final class AllowedMethods {

    private record Rule(Pattern path, String methods) {}

    private static final String READ = "GET, HEAD, OPTIONS";

    private static final List<Rule> RULES = List.of(
            rule("/v1/images/.*|/v1/jobs/[^/]+/(resume|feedback)", "POST, OPTIONS"),
            rule("/admin/recovery/reset|/admin/tickets/[^/]+/close", "POST, OPTIONS"),
            rule("/v1/jobs", "GET, HEAD, POST, OPTIONS"),
            rule("/v1/jobs/[^/]+", "GET, HEAD, DELETE, OPTIONS"),
            rule("/admin/keys", "GET, HEAD, POST, OPTIONS"),
            rule("/admin/keys/[^/]+", "DELETE, OPTIONS"),
            rule("/v1/session", "GET, HEAD, POST, DELETE, OPTIONS"),
            rule("/admin/levels", "GET, HEAD, PUT, OPTIONS"),
            rule("/admin/faults", "GET, HEAD, POST, DELETE, OPTIONS"),
            rule("/admin/faults/[^/]+", "DELETE, OPTIONS"));

    /** What REST does not answer: whoever does looks at the path only, or at two methods only. */
    private static final Pattern ONLY_READ =
            Pattern.compile("/|/(jobs|models|recovery|errors|login)/?|/[\\w-]+\\.html|/app/.+|/failures(/[^/]*)?"
                    + "|/q/(metrics|health|openapi|swagger-ui)([./].*)?");

    private AllowedMethods() {}

    private static Rule rule(String path, String methods) {
        return new Rule(Pattern.compile(path), methods);
    }

    /** What the header {@code Allow} says of a path; most can only be read. */
    public static String of(String path) {
        return RULES.stream()
                .filter(rule -> rule.path().matcher(path).matches())
                .map(Rule::methods)
                .findFirst()
                .orElse(READ);
    }

    /** Whether a path outside of REST can be read, and nothing else. */
    public static boolean isOnlyRead(String path) {
        return ONLY_READ.matcher(path).matches();
    }
}
