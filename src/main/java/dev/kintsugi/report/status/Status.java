package dev.kintsugi.report.status;

import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.capacity.load.ServiceLevel;
import dev.kintsugi.generation.preflight.PoisonRequests;
import dev.kintsugi.generation.preflight.RefusedNetwork;
import dev.kintsugi.job.queue.QueueStatus;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Puts together how the service is. */
@ApplicationScoped
public class Status {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final QueueStatus queue;
    private final Resources resources;
    private final Features features;
    private final ModelOverview models;
    private final JobEnds jobEnds;
    private final PoisonRequests poison;
    private final Uptime uptime;
    private final Multi<StatusView> changes;

    Status(
            QueueStatus queue,
            Resources resources,
            Features features,
            ModelOverview models,
            JobEnds jobEnds,
            PoisonRequests poison,
            Uptime uptime) {
        this.queue = queue;
        this.resources = resources;
        this.features = features;
        this.models = models;
        this.jobEnds = jobEnds;
        this.poison = poison;
        this.uptime = uptime;
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

    /** How it is now. Blocks: files of models are checked. */
    public StatusView now() {
        var parts = features.all().stream().map(FeatureView::of).toList();
        var installed = models.all();
        return new StatusView(
                summary(parts, installed),
                uptime.version(),
                uptime.started().toString(),
                uptime.soFar().toSeconds(),
                resources.device(),
                resources.memory().orElse(null),
                resources.level().code(),
                resources.load(),
                queue(),
                resources.retryBudget(),
                parts,
                installed,
                models.putAside(),
                poisonRequests(),
                jobEnds.view());
    }

    private List<String> poisonRequests() {
        return Stream.concat(
                        poison.refused().stream().map(RefusedNetwork::text),
                        poison.entries().stream().map(PoisonRequests.Entry::text))
                .toList();
    }

    private StatusView.Queue queue() {
        return new StatusView.Queue(
                queue.waiting(),
                queue.running(),
                queue.workers(),
                queue.isFull(),
                queue.slowStart().map(StatusView.SlowStart::of).orElse(null),
                queue.postponed().map(StatusView.Postponed::of).orElse(null));
    }

    /** How it is now, and then at each change that a person would notice; checked each second while a client listens. */
    public Multi<StatusView> watch() {
        return Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(this::now).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()),
                        changes)
                .skip()
                .repetitions(StatusView.SAME);
    }

    private String summary(List<FeatureView> parts, List<ModelStatus> installed) {
        if (!models.canAnswer()) {
            return StatusView.UNABLE;
        }
        var whole = resources.level() == ServiceLevel.FULL
                && !queue.isFull()
                && parts.stream().noneMatch(FeatureView::degraded)
                && installed.stream()
                        .allMatch(
                                model -> model.isAvailable() && model.refused().isEmpty())
                && installed.stream()
                        .flatMap(model -> model.breakers().stream())
                        .noneMatch(breaker -> breaker.state().equals("open"));
        return whole ? StatusView.HEALTHY : StatusView.DEGRADED;
    }
}
