package dev.kintsugi.report.status;

import dev.kintsugi.generation.breaker.ModelBreakers;
import dev.kintsugi.generation.preflight.PoisonRequests;
import dev.kintsugi.generation.preflight.RefusedNetwork;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.repair.PutAside;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.diffusion.ModelProbe;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the installed models are. */
@ApplicationScoped
class ModelOverview {

    /** How old the last success of a probe may be. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final ModelRepository repository;
    private final ModelHealth health;
    private final ModelBreakers breakers;
    private final ModelProbe probe;
    private final PutAside putAside;
    private final PoisonRequests poison;
    private final Clock clock;

    ModelOverview(
            ModelRepository repository,
            ModelHealth health,
            ModelBreakers breakers,
            ModelProbe probe,
            PutAside putAside,
            PoisonRequests poison,
            Clock clock) {
        this.repository = repository;
        this.health = health;
        this.breakers = breakers;
        this.probe = probe;
        this.putAside = putAside;
        this.poison = poison;
        this.clock = clock;
    }

    /** Whether a request that names no model would be answered. Blocks, a few seconds at most. */
    boolean canAnswer() {
        return probe.probe(FRESH).works();
    }

    /** What was in the way of their files and was put aside, by its path. Blocks, a second at most. */
    List<String> putAside() {
        return putAside.paths();
    }

    /** All of them. Blocks: files are checked. */
    List<ModelStatus> all() {
        var now = clock.instant();
        var standing = breakers.all();
        var refused = poison.refused();
        var usual = repository.usual().map(Model::id);
        return repository.all().stream()
                .filter(model -> model.manifest().hasUse())
                .map(model -> ModelStatus.of(
                        model,
                        health.of(model),
                        probe,
                        usual.equals(Optional.of(model.id())),
                        repository.otherVersions(model).stream()
                                .map(other -> ModelStatus.OtherVersion.of(other, health.of(other)))
                                .toList(),
                        refused.stream()
                                .filter(network -> network.network().model().equals(model.id()))
                                .map(RefusedNetwork::text)
                                .toList(),
                        standing.stream()
                                .filter(breaker -> breaker.isOf(model))
                                .map(breaker -> ModelStatus.Breaker.of(breaker, now))
                                .toList()))
                .toList();
    }
}
