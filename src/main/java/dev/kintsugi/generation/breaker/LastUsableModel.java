package dev.kintsugi.generation.breaker;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.failure.Category;
import dev.kintsugi.recovery.failure.Circumstance;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.runtime.device.Device;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.stream.Stream;

/**
 * Makes a failure of a model critical if no other one is there that could have answered. While its files are being written it is
 * not: no person has to act.
 */
@ApplicationScoped
public class LastUsableModel {

    private final ModelRepository repository;
    private final Alternatives alternatives;
    private final ModelHealth health;
    private final ModelBreakers breakers;
    private final Clock clock;

    LastUsableModel(
            ModelRepository repository,
            Alternatives alternatives,
            ModelHealth health,
            ModelBreakers breakers,
            Clock clock) {
        this.repository = repository;
        this.alternatives = alternatives;
        this.health = health;
        this.breakers = breakers;
        this.clock = clock;
    }

    public <T> Outcome<T> judge(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Failed<T> failed
            when isLast(failed) ->
                new Outcome.Failed<>(
                        failed.failure().under(Circumstance.LAST_HEALTHY_MODEL), failed.reason(), failed.trail());
            case Outcome.Failed<T> failed -> failed;
            case Outcome.Completed<T> completed -> completed;
            case Outcome.Recovered<T> recovered -> recovered;
            case Outcome.Degraded<T> degraded -> degraded;
        };
    }

    /** All that could have answered failed too, or is left alone because it keeps failing. */
    private boolean isLast(Outcome.Failed<?> failed) {
        var failure = failed.failure();
        var model = failure.context().model();
        if (failure.type().category() != Category.MODEL || failure.type().callersMistake() || !ModelId.isValid(model)) {
            return false;
        }
        var tried = failed.trail().stream()
                .map(step -> step.failure().context().model())
                .toList();
        var device = Device.of(failure.context().device()).orElse(Device.CPU);
        var kind = WorkKind.of(failure.context().parameters().get(WorkKind.PARAMETER))
                .orElse(WorkKind.IMAGE);
        return repository.find(new ModelId(model)).stream()
                .filter(found -> !health.isBeingWritten(found))
                .anyMatch(found -> Stream.concat(
                                alternatives.versions(found).stream(),
                                alternatives.to(found).stream()
                                        .filter(other -> !tried.contains(
                                                other.model().id().value())))
                        .map(other -> Variant.of(other.model(), other.precision(), device))
                        .allMatch(other -> breakers.state(other, kind) instanceof BreakerState.Open open
                                && !open.remaining(clock.instant()).isZero()));
    }
}
