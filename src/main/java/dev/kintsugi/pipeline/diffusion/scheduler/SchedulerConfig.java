package dev.kintsugi.pipeline.diffusion.scheduler;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.kintsugi.model.Model;
import dev.kintsugi.pipeline.diffusion.tokenizer.ConfigFile;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code scheduler/scheduler_config.json} says.
 *
 * @param ddim the noise as DDIM uses it
 * @param euler the noise as Euler's method uses it
 * @param standard which of the two is used if a request names none
 * @param notes what is not done as the file says, if a request names none
 */
public record SchedulerConfig(NoiseSchedule ddim, NoiseSchedule euler, SchedulerKind standard, List<String> notes) {

    private static final String FILE = "scheduler/scheduler_config.json";

    /** Settings of Euler's method that change the positions of its steps. */
    private static final List<String> SPACINGS =
            List.of("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas");

    public static SchedulerConfig read(Model model) throws IOException {
        var file = ConfigFile.read(model, FILE);
        if (!file.present()) {
            return of(usual(), List.of(FILE + " is missing: the schedule of Stable Diffusion 1 was used"));
        }
        return of(file, List.of());
    }

    static SchedulerConfig of(ConfigFile file) {
        return of(file, List.of());
    }

    private static SchedulerConfig of(ConfigFile file, List<String> before) {
        var named = SchedulerClass.read(file);
        var notes = new ArrayList<>(before);
        switch (named) {
            case SchedulerClass.Unnamed _
            when before.isEmpty() -> notes.add(FILE + " names no scheduler (_class_name): ddim was used");
            case SchedulerClass.Unnamed _ -> {}
            case SchedulerClass.Implemented(var kind) when kind == SchedulerKind.EULER -> notes.addAll(unused(file));
            case SchedulerClass.Implemented _ -> {}
            case SchedulerClass.Replaced(var name, var kind) ->
                notes.add("the model's scheduler " + name + " is not implemented: " + kind.code()
                        + " was used instead of it");
        }
        return new SchedulerConfig(
                NoiseSchedule.ddim(file), NoiseSchedule.euler(file), named.kind(), List.copyOf(notes));
    }

    private static List<String> unused(ConfigFile file) {
        var logarithmic = file.text("interpolation_type", "linear").equals("linear")
                ? Stream.<String>empty()
                : Stream.of("interpolation_type");
        var continuous = file.text("timestep_type", "discrete").equals("discrete")
                ? Stream.<String>empty()
                : Stream.of("timestep_type");
        return Stream.of(SPACINGS.stream().filter(field -> file.flag(field, false)), logarithmic, continuous)
                .flatMap(fields -> fields)
                .map(field -> FILE + ": " + field + " is not implemented and was not used")
                .toList();
    }

    /** What Stable Diffusion 1 was trained with (Rombach et al. 2022). */
    private static ConfigFile usual() {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("beta_start", 0.00085)
                .put("beta_end", 0.012)
                .put("beta_schedule", "scaled_linear")
                .put("set_alpha_to_one", false)
                .put("steps_offset", 1);
        return new ConfigFile(FILE, json.put("timestep_spacing", "leading"), false);
    }

    /**
     * The steps of a run.
     *
     * @throws TypedException invalid_parameters if they are more than the model was trained on
     */
    public Scheduler scheduler(SchedulerKind kind, int steps) {
        if (steps > ddim.trainSteps()) {
            throw new TypedException(
                    FailureType.INVALID_PARAMETERS,
                    "steps: the model was trained on " + ddim.trainSteps() + " timesteps, more steps are not possible");
        }
        return switch (kind == SchedulerKind.MODEL ? standard : kind) {
            case EULER -> new Euler(euler, steps);
            case DDIM, MODEL -> new Ddim(ddim, steps);
        };
    }
}
