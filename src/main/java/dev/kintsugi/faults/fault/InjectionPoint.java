package dev.kintsugi.faults.fault;

import dev.kintsugi.pipeline.Stage;
import dev.kintsugi.pipeline.plan.Plan;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A point at which a fault can be injected, with what a matcher can match; unknown values are empty.
 *
 * @param model that works
 * @param phase the stage that begins
 * @param correlationId of the request
 * @param prompt of the request
 * @param parameters of the try, see {@link #PARAMETERS}
 * @param file that is about to be written, under its final name
 */
public record InjectionPoint(
        String model, String phase, String correlationId, String prompt, Map<String, String> parameters, String file) {

    static final Set<String> PARAMETERS = Set.of("size", "steps", "n", "precision", "device");

    public static InjectionPoint of(Stage stage, Plan plan, String correlationId) {
        var parameters = new HashMap<>(plan.work().parameters());
        parameters.put("precision", plan.variant().precision());
        parameters.put("device", plan.variant().device().toString());
        return new InjectionPoint(
                plan.variant().model().value(),
                stage.code(),
                correlationId,
                plan.work().text(),
                Map.copyOf(parameters),
                "");
    }

    static InjectionPoint writing(Path file) {
        var path = file.toString();
        var end = path.lastIndexOf(".partial");
        return new InjectionPoint("", "", "", "", Map.of(), end < 0 ? path : path.substring(0, end));
    }

    /** A change of the store of jobs. */
    public static InjectionPoint storing() {
        return new InjectionPoint("", "", "", "", Map.of(), "kintsugi.db");
    }

    /** The clock is read. */
    public static InjectionPoint telling() {
        return new InjectionPoint("", "", "", "", Map.of(), "clock");
    }

    /** For the log, without the prompt. */
    @Override
    public String toString() {
        return file.isEmpty()
                ? model + ", " + phase + " (" + correlationId + ")"
                : Path.of(file).getFileName() + "";
    }
}
