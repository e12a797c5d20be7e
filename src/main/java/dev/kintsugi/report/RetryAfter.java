package dev.kintsugi.report;

import dev.kintsugi.generation.ModelBreakers;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.recovery.BreakerState.Open;
import dev.kintsugi.recovery.Failure;
import dev.kintsugi.runtime.Device;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Says when to come back after a failure: not before the queue is done, nor while the model is left alone. */
@ApplicationScoped
public class RetryAfter {

    private final Problems problems;
    private final ModelBreakers breakers;
    private final Clock clock;

    RetryAfter(Problems problems, ModelBreakers breakers, Clock clock) {
        this.problems = problems;
        this.breakers = breakers;
        this.clock = clock;
    }

    /** The time until then, where coming back helps. */
    public Optional<Duration> of(Failure failure) {
        return problems.retryAfter(problems.status(failure))
                .map(queue ->
                        rest(failure).filter(rest -> rest.compareTo(queue) > 0).orElse(queue));
    }

    private Optional<Duration> rest(Failure failure) {
        var context = failure.context();
        var device = Device.of(context.device());
        if (device.isEmpty() || !ModelId.isValid(context.model())) {
            return Optional.empty();
        }
        return breakers.state(new ModelId(context.model()), device.get()) instanceof Open open
                ? Optional.of(open.remaining(clock.instant()))
                : Optional.empty();
    }
}
