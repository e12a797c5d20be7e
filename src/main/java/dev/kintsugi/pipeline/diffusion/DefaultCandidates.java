package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.runtime.device.Device;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/** The models and versions that may answer a request that names none, in the precisions whose files are whole as far as is known. */
@ApplicationScoped
class DefaultCandidates {

    /** One of them in one precision on one device. */
    record Candidate(Model model, Variant variant) {}

    private final ModelRepository repository;
    private final ModelHealth health;
    private final Alternatives alternatives;

    DefaultCandidates(ModelRepository repository, ModelHealth health, Alternatives alternatives) {
        this.repository = repository;
        this.health = health;
        this.alternatives = alternatives;
    }

    /** The default model first, then those that may stand in for it. */
    Stream<Candidate> on(Device device) {
        return repository.usual().stream()
                .flatMap(usual -> Stream.concat(
                        Stream.of(usual), alternatives.all(usual).stream().map(Alternatives.Alternative::model)))
                .flatMap(model -> precisions(model).stream()
                        .map(precision -> new Candidate(model, Variant.of(model, precision, device))));
    }

    /** The precisions of a model whose files are whole. */
    List<String> precisions(Model model) {
        return health.of(model).usable();
    }
}
