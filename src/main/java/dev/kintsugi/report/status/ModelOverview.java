package dev.kintsugi.report.status;

import dev.kintsugi.generation.breaker.ModelBreakers;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.diffusion.ModelProbe;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** How the installed models are. */
@ApplicationScoped
class ModelOverview {

    /** How old the last success of a probe may be. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final ModelRepository repository;
    private final ModelHealth health;
    private final ModelBreakers breakers;
    private final ModelProbe probe;
    private final String usual;
    private final Clock clock;

    ModelOverview(
            ModelRepository repository,
            ModelHealth health,
            ModelBreakers breakers,
            ModelProbe probe,
            ModelFolders folders,
            Clock clock) {
        this.repository = repository;
        this.health = health;
        this.breakers = breakers;
        this.probe = probe;
        this.usual = folders.models().image();
        this.clock = clock;
    }

    /** Whether a request that names no model would be answered. Blocks, a few seconds at most. */
    boolean canAnswer() {
        return probe.probe(FRESH).works();
    }

    /** All of them. Blocks: files are checked. */
    List<ModelStatus> all() {
        var now = clock.instant();
        var standing = breakers.all();
        return repository.all().stream()
                .filter(model -> model.manifest().hasUse())
                .map(model -> ModelStatus.of(
                        model,
                        health.of(model),
                        probe,
                        model.id().value().equals(usual),
                        standing.stream()
                                .filter(breaker -> breaker.model().equals(model.id()))
                                .map(breaker -> ModelStatus.Breaker.of(breaker, now))
                                .toList()))
                .toList();
    }
}
