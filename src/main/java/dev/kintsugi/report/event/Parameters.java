package dev.kintsugi.report.event;

import dev.kintsugi.generation.request.GenerationRequest;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.generation.request.TensorGeneration;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a generation was asked for and what it was computed with, each kind by the names of the fields of its requests. */
public final class Parameters {

    private static final String NETWORK = "network";
    private static final String PRECISION = "precision";

    private Parameters() {}

    /** What the caller gave; the rest was left to the model. */
    public static Map<String, Object> asked(GenerationRequest request) {
        var given = new LinkedHashMap<String, Object>();
        put(given, "model", request.model());
        switch (request) {
            case ImageGeneration image -> {
                given.put("prompt", image.prompt());
                put(given, "negative_prompt", image.negativePrompt());
                put(given, "size", image.size());
                put(given, "steps", image.steps());
                put(given, "guidance", image.guidance());
                put(given, "seed", image.seed());
                put(given, "n", image.count());
                put(given, "scheduler", image.scheduler());
                put(given, PRECISION, image.precision());
            }
            case TensorGeneration tensor -> {
                put(given, NETWORK, tensor.network());
                put(given, PRECISION, tensor.precision());
            }
        }
        policy(given, request.policy());
        return given;
    }

    private static void policy(Map<String, Object> given, RecoveryPolicy policy) {
        given.put("recovery", policy.reach().code());
        if (policy.maxDegradation() < 1) {
            given.put("max_degradation", policy.maxDegradation());
        }
    }

    /** What a plan computes with. */
    static Map<String, Object> used(Plan plan) {
        var used = new LinkedHashMap<String, Object>();
        used.put("model", plan.variant().model().value());
        switch (plan.work()) {
            case ImageWork image -> {
                used.put("prompt", image.prompt());
                if (!image.negativePrompt().isEmpty()) {
                    used.put("negative_prompt", image.negativePrompt());
                }
                used.put("size", image.size().toString());
                used.put("steps", image.steps());
                used.put("guidance", image.guidance());
                used.put("seed", image.seed());
                used.put("n", image.count());
                used.put("scheduler", image.scheduler().code());
            }
            case TensorWork tensor -> used.put(NETWORK, tensor.network());
        }
        used.put(PRECISION, plan.variant().precision());
        return used;
    }

    private static void put(Map<String, Object> given, String name, Optional<?> value) {
        value.ifPresent(known -> given.put(name, known));
    }
}
