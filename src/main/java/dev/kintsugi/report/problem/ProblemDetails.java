package dev.kintsugi.report.problem;

import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.trail.TrailStep;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names and numbers of a failure: what its text says in sentences, for programs. */
final class ProblemDetails {

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,15}\\.\\d{1,9}");

    /** What the kernel calls otherwise. */
    private static final Map<String, String> NAMES = Map.of("done", "done_share", "loaded", "model_loaded");

    /** What the kernel tells itself only, and what is told in other words. */
    private static final Set<String> INTERNAL =
            Set.of("seconds", "last_resort", "recovery", "max_degradation", "network");

    private static final String ALLOWED = "allowed_seconds";

    private ProblemDetails() {}

    /** By name, sorted. */
    static Map<String, Object> of(Failure failure, List<TrailStep> trail) {
        var details = new TreeMap<String, Object>();
        var context = failure.context();
        context.parameters().forEach((name, value) -> {
            if (!INTERNAL.contains(name)) {
                details.put(NAMES.getOrDefault(name, name), value(value));
            }
        });
        if (details.get(WorkKind.PARAMETER) instanceof String kind
                && WorkKind.of(kind).isEmpty()) {
            details.remove(WorkKind.PARAMETER); // it asked for no work
        }
        var allowed = context.parameters().get("seconds");
        if (allowed != null) {
            details.putIfAbsent(ALLOWED, value(allowed));
        }
        putText(details, "model", context.model());
        putText(details, "device", context.device());
        putText(details, "phase", context.phase());
        putText(details, "network", context.parameters().getOrDefault("network", ""));
        var tried = Stream.concat(trail.stream().map(TrailStep::failure), Stream.of(failure))
                .map(Failure::context)
                .map(FailureContext::model)
                .filter(model -> !model.isEmpty())
                .distinct()
                .toList();
        if (!trail.isEmpty()) {
            details.put("tried_models", tried);
        }
        return details;
    }

    private static void putText(Map<String, Object> details, String name, String value) {
        if (!value.isEmpty()) {
            details.put(name, value);
        }
    }

    private static Object value(String text) {
        if (WHOLE.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        if (DECIMAL.matcher(text).matches()) {
            return Double.valueOf(text);
        }
        return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
    }
}
