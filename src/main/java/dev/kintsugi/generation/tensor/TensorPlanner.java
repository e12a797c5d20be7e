package dev.kintsugi.generation.tensor;

import dev.kintsugi.generation.request.NamedModels;
import dev.kintsugi.generation.request.TensorGeneration;
import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelNetworks;
import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.pipeline.network.VerifiedNetworks;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.tensor.NetworkInputs;
import dev.kintsugi.pipeline.tensor.UnusableNetwork;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Devices;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a plan of a request for tensors, checked against what the file of the network declares. */
@ApplicationScoped
public class TensorPlanner {

    private final NamedModels models;
    private final Alternatives alternatives;
    private final VerifiedNetworks networks;
    private final Devices devices;

    TensorPlanner(NamedModels models, Alternatives alternatives, VerifiedNetworks networks, Devices devices) {
        this.models = models;
        this.alternatives = alternatives;
        this.networks = networks;
        this.devices = devices;
    }

    /**
     * The plan of a request. If the file of the network is damaged its inputs are checked when it is restored.
     *
     * @throws TypedException model_not_found, model_compatibility_error, unsupported_operation, invalid_parameters with every field that is wrong
     */
    public Plan plan(TensorGeneration request) {
        var model = models.require(
                request.model().orElseThrow(() -> invalid("model", "must be given for tensors: there is no default")));
        var known = known(model);
        var errors = new ArrayList<FieldError>();
        var precision = precision(request, known, errors);
        var network = network(request, known, ModelNetworks.of(known, precision), errors);
        network.flatMap(name -> ModelNetworks.path(known, name, precision))
                .flatMap(path -> networks.header(known, path))
                .ifPresent(header -> {
                    if (errors.isEmpty()) { // else it is the network of a precision that was not asked for
                        UnusableNetwork.requireUsable(network.orElseThrow(), header);
                    }
                    errors.addAll(
                            NetworkInputs.of(network.orElseThrow(), header).errors(request.inputs()));
                });
        if (!errors.isEmpty()) {
            throw TypedException.invalid(errors);
        }
        return new Plan(
                Variant.of(model, precision, devices.preferred()),
                new TensorWork(network.orElseThrow(), request.inputs()),
                Execution.FASTEST);
    }

    /** The version that tells what the model has: of one that cannot be used that is a whole one, which answers in its place. */
    private Model known(Model model) {
        if (model.refusal() == null) {
            return model;
        }
        var whole = alternatives.versions(model).stream()
                .map(Alternatives.Alternative::model)
                .findFirst();
        if (whole.isEmpty()) {
            model.requireUsable();
        }
        return whole.orElse(model);
    }

    /** The standard one if there is none of this name. */
    private static String precision(TensorGeneration request, Model model, List<FieldError> errors) {
        var manifest = model.manifest();
        var standard = manifest.standardPrecision().name();
        var wanted = request.precision().orElse(standard);
        if (manifest.precision(wanted).isEmpty()) {
            var names =
                    manifest.precisions().stream().map(Manifest.Precision::name).toList();
            errors.add(new FieldError("precision", "must be one of " + String.join(", ", names)));
            return standard;
        }
        return wanted;
    }

    /** Empty if the model has no such network, or it is not said which is meant. */
    private static Optional<String> network(
            TensorGeneration request, Model model, Map<String, String> networks, List<FieldError> errors) {
        var names = String.join(", ", networks.keySet());
        if (networks.isEmpty()) {
            errors.add(new FieldError("model", model.id() + " has no network in this precision"));
            return Optional.empty();
        }
        if (request.network().isEmpty() && networks.size() > 1) {
            errors.add(
                    new FieldError("network", "must be one of " + names + ": " + model.id() + " has several networks"));
            return Optional.empty();
        }
        var wanted =
                request.network().orElseGet(() -> networks.keySet().iterator().next());
        if (!networks.containsKey(wanted)) {
            errors.add(new FieldError("network", "must be one of " + names));
            return Optional.empty();
        }
        return Optional.of(wanted);
    }

    private static TypedException invalid(String field, String message) {
        return TypedException.invalid(List.of(new FieldError(field, message)));
    }
}
