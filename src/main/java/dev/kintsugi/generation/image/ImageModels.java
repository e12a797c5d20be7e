package dev.kintsugi.generation.image;

import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.generation.request.NamedModels;
import dev.kintsugi.model.ImageLimits;
import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Finds the model that answers a request for images. */
@ApplicationScoped
class ImageModels {

    private final ModelRepository repository;
    private final NamedModels named;

    ImageModels(ModelRepository repository, NamedModels named) {
        this.repository = repository;
        this.named = named;
    }

    /** A model that draws, and what it may be asked for. */
    record Chosen(Model model, ImageLimits limits) {}

    /**
     * The model that was asked for; another one if that cannot draw and the caller wants a picture in any case.
     *
     * @throws TypedException model_not_found, model_compatibility_error, model_loading_failed if the default model is not there, invalid_parameters if the
     *     model does not draw
     */
    Chosen choose(ImageGeneration request) {
        var model = model(request);
        var limits = model.manifest().parameters();
        if (!draws(model) || limits == null) {
            model.requireUsable(); // what it is for may not be known else
            throw TypedException.invalid(List.of(new FieldError(
                    "model",
                    model.id() + " does not draw pictures, its task is "
                            + model.manifest().task() + "; GET /v1/models lists those that do")));
        }
        return new Chosen(model, limits);
    }

    private Model model(ImageGeneration request) {
        if (request.model().isEmpty()) {
            return repository.requireUsual();
        }
        var name = request.model().get();
        if (!request.policy().corrects()) {
            return named.require(name);
        }
        return named.find(name).filter(ImageModels::draws).orElseGet(repository::requireUsual);
    }

    private static boolean draws(Model model) {
        return model.manifest().task().equals(Manifest.TEXT_TO_IMAGE)
                && model.manifest().parameters() != null;
    }
}
