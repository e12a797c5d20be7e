package dev.kintsugi.report.problem;

import dev.kintsugi.generation.breaker.ModelBreakers;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.recovery.budget.BreakerState.Open;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.runtime.device.Device;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** For how long the model that failed last is left alone. */
@ApplicationScoped
class ModelRest {

    private final ModelBreakers breakers;
    private final Clock clock;

    ModelRest(ModelBreakers breakers, Clock clock) {
        this.breakers = breakers;
        this.clock = clock;
    }

    /** The time that is left; nothing if its breaker is not open. */
    Optional<Duration> of(Failure failure) {
        var context = failure.context();
        var device = Device.of(context.device());
        if (device.isEmpty() || !ModelId.isValid(context.model())) {
            return Optional.empty();
        }
        return breakers.state(new ModelId(context.model()), device.get()) instanceof Open open
                ? Optional.of(open.remaining(clock.instant())).filter(rest -> !rest.isZero())
                : Optional.empty();
    }

    /** The same in whole seconds, rounded up; otherwise what is usual. */
    int seconds(Failure failure, int usual) {
        return of(failure).map(rest -> (int) rest.toSeconds() + 1).orElse(usual);
    }
}
