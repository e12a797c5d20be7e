package dev.kintsugi.ops.metrics;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The paths under which HTTP calls are counted: callers can make up any others. */
final class HttpPaths {

    static final String OTHER = "other";

    private static final Set<String> FIXED = Set.of(
            "/",
            "/index.html",
            "/jobs",
            "/jobs.html",
            "/login",
            "/login.html",
            "/failures",
            "/failures.html",
            "/models",
            "/models.html",
            "/recovery",
            "/recovery.html",
            "/errors",
            "/errors.html",
            "/admin/alerts",
            "/admin/faults",
            "/admin/keys",
            "/admin/levels",
            "/admin/recovery/learned",
            "/admin/recovery/reset",
            "/admin/tickets",
            "/v1/errors",
            "/v1/errors/summary",
            "/v1/failures",
            "/v1/images/generations",
            "/v1/jobs",
            "/v1/models",
            "/v1/session",
            "/v1/status",
            "/v1/stream");

    private static final List<Template> TEMPLATES = List.of(
            Template.of("/admin/faults/{id}"),
            Template.of("/admin/keys/{id}"),
            Template.of("/admin/tickets/{id}/close"),
            Template.of("/failures/{name}"),
            Template.of("/v1/failures/{name}"),
            Template.of("/v1/jobs/{id}"),
            Template.of("/v1/jobs/{id}/artifacts/{number}.{extension}"),
            Template.of("/v1/jobs/{id}/events"),
            Template.of("/v1/jobs/{id}/feedback"),
            Template.of("/v1/jobs/{id}/resume"),
            Template.of("/v1/models/{id}"));

    private static final Set<String> FOLDERS = Set.of("/app/*", "/q/*");

    private record Template(String text, List<String> parts) {

        static Template of(String text) {
            return new Template(text, List.of(text.split("/", -1)));
        }

        boolean matches(List<String> asked) {
            if (parts.size() != asked.size()) {
                return false;
            }
            for (int i = 0; i < asked.size(); i++) {
                if (!parts.get(i).startsWith("{") && !parts.get(i).equals(asked.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    private HttpPaths() {}

    /** The name of a path: itself, its template, its folder, or {@value #OTHER}. The name of a name is the same. */
    static String name(String path) {
        if (FIXED.contains(path)) {
            return path;
        }
        var folder = path.indexOf('/', 1) < 0 ? "" : path.substring(0, path.indexOf('/', 1)) + "/*";
        if (FOLDERS.contains(folder)) {
            return folder;
        }
        return template(path).orElse(OTHER);
    }

    private static Optional<String> template(String path) {
        var parts = List.of(path.split("/", 7));
        return TEMPLATES.stream()
                .filter(template -> template.matches(parts))
                .map(Template::text)
                .findFirst();
    }

    /** All names but {@value #OTHER}. */
    static Set<String> names() {
        var names = TEMPLATES.stream().map(Template::text).collect(Collectors.toSet());
        names.addAll(FIXED);
        names.addAll(FOLDERS);
        return names;
    }
}
