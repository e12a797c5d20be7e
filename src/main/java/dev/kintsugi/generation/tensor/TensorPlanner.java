package dev.kintsugi.generation.tensor;

import dev.kintsugi.generation.request.TensorGeneration;
import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelNetworks;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.network.VerifiedNetworks;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.tensor.NetworkInputs;
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Devices;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Makes a plan of a request for tensors, checked against what the file of the network declares. */
@ApplicationScoped
public class TensorPlanner {

    private final ModelRepository repository;
    private final VerifiedNetworks networks;
    private final Devices devices;

    TensorPlanner(ModelRepository repository, VerifiedNetworks networks, Devices devices) {
        this.repository = repository;
        this.networks = networks;
        this.devices = devices;
    }

    /**
     * The plan of a request. If the file of the network is damaged its inputs are checked when it is restored.
     *
     * @throws TypedException model_not_found, model_compatibility_error, unsupported_operation, invalid_parameters with every field that is wrong
     */
    public Plan plan(TensorGeneration request) {
        var model = repository.require(
                request.model().orElseThrow(() -> invalid("model", "must be given for tensors: there is no default")));
        model.requireUsable();
        var precision = precision(request, model);
        var network = network(request, model, ModelNetworks.of(model, precision));
        var path = ModelNetworks.path(model, network, precision).orElseThrow();
        var header = networks.header(model, path);
        header.ifPresent(NetworkInputs::requireOutput);
        header.map(found -> NetworkInputs.of(network, found).errors(request.inputs()))
                .filter(errors -> !errors.isEmpty())
                .ifPresent(errors -> {
                    throw TypedException.invalid(errors);
                });
        return new Plan(
                Variant.of(model, precision, devices.preferred()),
                new TensorWork(network, request.inputs()),
                Execution.FASTEST);
    }

    private static String precision(TensorGeneration request, Model model) {
        var manifest = model.manifest();
        var wanted = request.precision().orElse(manifest.standardPrecision().name());
        if (manifest.precision(wanted).isEmpty()) {
            var names =
                    manifest.precisions().stream().map(Manifest.Precision::name).toList();
            throw invalid("precision", "must be one of " + String.join(", ", names));
        }
        return wanted;
    }

    private static String network(TensorGeneration request, Model model, Map<String, String> networks) {
        var names = String.join(", ", networks.keySet());
        if (networks.isEmpty()) {
            throw invalid("model", model.id() + " has no network in this precision");
        }
        if (request.network().isEmpty() && networks.size() > 1) {
            throw invalid("network", "must be one of " + names + ": " + model.id() + " has several networks");
        }
        var wanted =
                request.network().orElseGet(() -> networks.keySet().iterator().next());
        if (!networks.containsKey(wanted)) {
            throw invalid("network", "must be one of " + names);
        }
        return wanted;
    }

    private static TypedException invalid(String field, String message) {
        return TypedException.invalid(List.of(new FieldError(field, message)));
    }
}
