package dev.kintsugi.pipeline.diffusion.scheduler;

import dev.kintsugi.pipeline.diffusion.tokenizer.ConfigFile;
import dev.kintsugi.pipeline.work.SchedulerKind;
import java.util.Set;

/** The scheduler that a model's configuration names ({@code _class_name} of Diffusers), and which of ours is used for it. */
sealed interface SchedulerClass {

    Set<String> DDIM = Set.of("DDIMScheduler", "DDIMParallelScheduler");

    String EULER = "EulerDiscreteScheduler";

    /** Samplers of the same noise, which end in much the same picture in the same number of steps or more. */
    Set<String> LIKE_DDIM = Set.of(
            "PNDMScheduler",
            "DDPMScheduler",
            "DDPMParallelScheduler",
            "DPMSolverMultistepScheduler",
            "DPMSolverSinglestepScheduler",
            "DPMSolverSDEScheduler",
            "DEISMultistepScheduler",
            "UniPCMultistepScheduler",
            "SASolverScheduler");

    Set<String> LIKE_EULER = Set.of(
            "EulerAncestralDiscreteScheduler",
            "HeunDiscreteScheduler",
            "LMSDiscreteScheduler",
            "KDPM2DiscreteScheduler",
            "KDPM2AncestralDiscreteScheduler");

    /** What is used. */
    SchedulerKind kind();

    /** None is named. */
    record Unnamed() implements SchedulerClass {
        @Override
        public SchedulerKind kind() {
            return SchedulerKind.DDIM;
        }
    }

    /** One that is used as the file says. */
    record Implemented(SchedulerKind kind) implements SchedulerClass {}

    /** One that another one stands in for. */
    record Replaced(String name, SchedulerKind kind) implements SchedulerClass {}

    /** Refused by name if none of ours can stand in for it. */
    static SchedulerClass read(ConfigFile file) {
        var name = file.text("_class_name", "");
        var plain = name.startsWith("Flax") ? name.substring("Flax".length()) : name;
        if (plain.isEmpty()) {
            return new Unnamed();
        } else if (DDIM.contains(plain)) {
            return new Implemented(SchedulerKind.DDIM);
        } else if (LIKE_DDIM.contains(plain)) {
            return new Replaced(plain, SchedulerKind.DDIM);
        } else if (plain.equals(EULER)) {
            return new Implemented(SchedulerKind.EULER);
        } else if (LIKE_EULER.contains(plain)) {
            return new Replaced(plain, SchedulerKind.EULER);
        }
        throw file.refused("_class_name", "must be a scheduler that DDIM or Euler's method can stand in for");
    }
}
