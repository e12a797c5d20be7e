package dev.kintsugi.report.problem;

import dev.kintsugi.generation.breaker.ModelBreakers;
import dev.kintsugi.generation.preflight.KilledGenerations;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState.Open;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.runtime.device.Device;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** For how long the model that failed last is left alone, or requests for its network are refused. */
@ApplicationScoped
class ModelRest {

    private final ModelBreakers breakers;
    private final ModelRepository repository;
    private final Clock clock;

    ModelRest(ModelBreakers breakers, ModelRepository repository, Clock clock) {
        this.repository = repository;
        this.breakers = breakers;
        this.clock = clock;
    }

    /** The time that is left; nothing if its breaker is not open and nothing is refused any more. */
    Optional<Duration> of(Failure failure) {
        var now = clock.instant();
        var refused = KilledGenerations.refusedUntil(failure).filter(now::isBefore);
        return refused.isPresent() ? refused.map(until -> Duration.between(now, until)) : ofBreaker(failure);
    }

    private Optional<Duration> ofBreaker(Failure failure) {
        var context = failure.context();
        var device = Device.of(context.device());
        if (device.isEmpty() || !ModelId.isValid(context.model())) {
            return Optional.empty();
        }
        var kind = WorkKind.of(context.parameters().get(WorkKind.PARAMETER)).orElse(WorkKind.IMAGE);
        return repository
                .find(new ModelId(context.model()))
                .map(model ->
                        Variant.of(model, model.manifest().standardPrecision().name(), device.get()))
                .map(variant -> breakers.state(variant, kind))
                .flatMap(state ->
                        state instanceof Open open ? Optional.of(open.remaining(clock.instant())) : Optional.empty())
                .filter(rest -> !rest.isZero());
    }

    /** The same in whole seconds, rounded up; otherwise what is usual. */
    int seconds(Failure failure, int usual) {
        return of(failure).map(rest -> (int) rest.toSeconds() + 1).orElse(usual);
    }
}
