package dev.kintsugi.generation.breaker;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.budget.BreakerState.HalfOpen;
import dev.kintsugi.recovery.budget.BreakerState.Open;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * Lets the tries of models through their circuit breakers.
 *
 * <p>A model whose breaker is open is tried only as the {@linkplain LastResorts last resort} of its task.
 */
@ApplicationScoped
public class ModelBreakers implements Breakers {

    private final BreakerRegistry registry;
    private final LastResorts lastResorts;
    private final Clock clock;

    ModelBreakers(BreakerRegistry registry, LastResorts lastResorts, Clock clock) {
        this.registry = registry;
        this.lastResorts = lastResorts;
        this.clock = clock;
    }

    /**
     * One try of a variant.
     *
     * @param kind of the work that it is tried with
     * @throws BreakerOpen if its model is left alone
     */
    public <T> T guard(Variant variant, WorkKind kind, Supplier<T> work, Class<T> type) {
        var key = BreakerKey.of(variant, kind);
        var breaker = registry.get(key);
        try {
            return through(key, breaker, work, type);
        } catch (CircuitBreakerOpenException e) {
            if (!lastResorts.take(key)) {
                throw refused(key, breaker);
            }
            try {
                return asLastResort(key, breaker, work);
            } finally {
                lastResorts.giveBack(key);
            }
        }
    }

    @Override
    public BreakerState state(Variant variant, WorkKind kind) {
        return registry.state(BreakerKey.of(variant, kind));
    }

    @Override
    public void repaired(ModelId model) {
        registry.repaired(model);
    }

    /** How all breakers of models that are installed stand. */
    public List<BreakerView> all() {
        return registry.all();
    }

    private <T> T through(BreakerKey key, Breaker breaker, Supplier<T> work, Class<T> type) {
        var trial = new AtomicBoolean();
        try {
            var result = breaker.call(
                    () -> {
                        trial.setPlain(breaker.state() instanceof HalfOpen);
                        return work.get();
                    },
                    type);
            if (breaker.isOnProbation()) {
                registry.close(key, breaker);
            }
            return result;
        } catch (ModelFailedException | CircuitBreakerOpenException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // A trial that was cancelled or ended by something else told nothing, but counts as a success with
            // SmallRye.
            if (trial.getPlain() && !breaker.isOnProbation()) {
                registry.putOnProbation(key, breaker);
            }
            throw e;
        }
    }

    private <T> T asLastResort(BreakerKey key, Breaker breaker, Supplier<T> work) {
        try {
            var result = work.get();
            registry.close(key, breaker);
            return result;
        } catch (ModelFailedException e) {
            breaker.triedInVain();
            throw new ModelFailedException(BreakerOpen.ofLastResort(e.failure()), e);
        }
    }

    private BreakerOpen refused(BreakerKey key, Breaker breaker) {
        var rest = breaker.state() instanceof Open open
                ? "is left alone for another "
                        + (open.remaining(clock.instant()).toSeconds() + 1) + " s"
                : "is being tried by another request";
        return new BreakerOpen("the model " + key.model() + " kept failing on " + key.device() + " and " + rest);
    }
}
