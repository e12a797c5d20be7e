package dev.kintsugi.report.status;

import dev.kintsugi.capacity.LoadMonitor;
import dev.kintsugi.capacity.ServiceLevel;
import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.generation.ModelBreakers;
import dev.kintsugi.job.JobService;
import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.ModelHealth;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.pipeline.diffusion.ModelProbe;
import dev.kintsugi.recovery.RetryBudget;
import dev.kintsugi.runtime.Devices;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts together how the service is. */
@ApplicationScoped
public class Status {

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final JobService jobs;
    private final LoadMonitor load;
    private final Features features;
    private final ModelRepository repository;
    private final ModelHealth health;
    private final ModelBreakers breakers;
    private final ModelProbe probe;
    private final Devices devices;
    private final RetryBudget retries;
    private final LastHour lastHour;
    private final String usual;
    private final String version;
    private final Clock clock;
    private final Multi<StatusView> changes;
    private Instant started = Instant.EPOCH;

    Status(
            JobService jobs,
            LoadMonitor load,
            Features features,
            ModelRepository repository,
            ModelHealth health,
            ModelBreakers breakers,
            ModelProbe probe,
            Devices devices,
            RetryBudget retries,
            LastHour lastHour,
            ModelFolders folders,
            @ConfigProperty(name = "quarkus.application.version") String version,
            Clock clock) {
        this.jobs = jobs;
        this.load = load;
        this.features = features;
        this.repository = repository;
        this.health = health;
        this.breakers = breakers;
        this.probe = probe;
        this.devices = devices;
        this.retries = retries;
        this.lastHour = lastHour;
        this.usual = folders.models().image();
        this.version = version;
        this.clock = clock;
        this.changes = Multi.createFrom()
                .ticks()
                .every(LOOK)
                .onOverflow()
                .drop()
                .emitOn(Infrastructure.getDefaultWorkerPool(), 1)
                .map(_ -> now())
                .broadcast()
                .withCancellationAfterLastSubscriberDeparture()
                .toAtLeast(1);
    }

    void start(@Observes StartupEvent event) {
        started = clock.instant();
    }

    /** How it is now. Blocks: files of models are looked at. */
    public StatusView now() {
        var now = clock.instant();
        var parts = features.all().stream().map(FeatureView::of).toList();
        var models = models(now);
        return new StatusView(
                summary(parts, models),
                version,
                started.toString(),
                Duration.between(started, now).toSeconds(),
                devices.preferred().toString(),
                load.level().code(),
                rounded(load.load().worst()),
                new StatusView.Queue(jobs.waiting(), jobs.running(), jobs.workers(), jobs.isFull()),
                rounded(retries.left()),
                parts,
                models,
                lastHour.view());
    }

    /** How it is now, and then at each change that a person would notice; looked for each second while somebody listens. */
    public Multi<StatusView> watch() {
        return Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(this::now).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()),
                        changes)
                .skip()
                .repetitions(StatusView.SAME);
    }

    private List<ModelStatus> models(Instant now) {
        var standing = breakers.all();
        return repository.all().stream()
                .filter(model ->
                        model.manifest().task().equals(Manifest.TEXT_TO_IMAGE)) // none is of use for others yet
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

    private String summary(List<FeatureView> parts, List<ModelStatus> models) {
        if (!probe.probe(FRESH).works()) {
            return StatusView.UNABLE;
        }
        var whole = load.level() == ServiceLevel.FULL
                && parts.stream().noneMatch(FeatureView::degraded)
                && models.stream()
                        .flatMap(model -> model.breakers().stream())
                        .noneMatch(breaker -> breaker.state().equals("open"));
        return whole ? StatusView.HEALTHY : StatusView.DEGRADED;
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
