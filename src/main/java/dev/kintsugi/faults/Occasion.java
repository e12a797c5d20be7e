package dev.kintsugi.faults;

import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.pipeline.Stage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A moment at which a fault could happen, with what it can be told by; what is not known there is empty.
 *
 * @param model that works
 * @param phase the stage that begins
 * @param correlationId of the request
 * @param prompt of the request
 * @param parameters of the try, see {@link #PARAMETERS}
 * @param file that is about to be written, under its final name
 */
record Occasion(
        String model, String phase, String correlationId, String prompt, Map<String, String> parameters, String file) {

    static final Set<String> PARAMETERS = Set.of("size", "steps", "n", "precision", "device");

    static Occasion of(Stage stage, Plan plan, String correlationId) {
        var picture = plan.picture();
        return new Occasion(
                plan.variant().model().value(),
                stage.code(),
                correlationId,
                picture.prompt(),
                Map.of(
                        "size", picture.size().toString(),
                        "steps", String.valueOf(picture.steps()),
                        "n", String.valueOf(picture.count()),
                        "precision", plan.variant().precision(),
                        "device", plan.variant().device().toString()),
                "");
    }

    static Occasion writing(Path file) {
        var path = file.toString();
        var end = path.lastIndexOf(".partial");
        return new Occasion("", "", "", "", Map.of(), end < 0 ? path : path.substring(0, end));
    }

    /** A change of the store of jobs. */
    static Occasion storing() {
        return new Occasion("", "", "", "", Map.of(), "kintsugi.db");
    }

    /** The clock is read. */
    static Occasion telling() {
        return new Occasion("", "", "", "", Map.of(), "clock");
    }

    /** For the log; the prompt is nobody's business there. */
    @Override
    public String toString() {
        return file.isEmpty()
                ? model + ", " + phase + " (" + correlationId + ")"
                : Path.of(file).getFileName() + "";
    }
}
