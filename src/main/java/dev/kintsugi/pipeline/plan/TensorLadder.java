package dev.kintsugi.pipeline.plan;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelNetworks;
import java.util.List;
import java.util.Optional;

/** The ladder of tensors, which cannot become smaller: the same network in another precision or version of the model. */
final class TensorLadder extends Ladder {

    private final String network;

    TensorLadder(Model model, String network) {
        super(model);
        this.network = network;
    }

    @Override
    boolean has(String precision) {
        return path(precision).isPresent();
    }

    @Override
    List<String> networks(String precision) {
        return path(precision).stream().toList();
    }

    /** Only another version of the same model computes what was asked for. */
    @Override
    public Optional<Plan> fit(Plan plan) {
        var variant = standard(plan);
        return plan.variant().model().equals(variant.model()) && has(variant.precision())
                ? Optional.of(plan.withVariant(variant))
                : Optional.empty();
    }

    private Optional<String> path(String precision) {
        return ModelNetworks.path(model(), network, precision);
    }
}
