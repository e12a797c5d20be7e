package dev.kintsugi.generation;

import dev.kintsugi.generation.image.ImagePlanner;
import dev.kintsugi.generation.request.GenerationRequest;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.generation.request.TensorGeneration;
import dev.kintsugi.generation.tensor.TensorPlanner;
import dev.kintsugi.pipeline.plan.Plan;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes plans of requests of every kind. */
@ApplicationScoped
class Planner {

    private final ImagePlanner images;
    private final TensorPlanner tensors;

    Planner(ImagePlanner images, TensorPlanner tensors) {
        this.images = images;
        this.tensors = tensors;
    }

    /** Throws what the planner of its kind throws: mistakes of the caller, or that the model is not there. */
    Plan plan(GenerationRequest request) {
        return switch (request) {
            case ImageGeneration image -> images.plan(image);
            case TensorGeneration tensor -> tensors.plan(tensor);
        };
    }
}
