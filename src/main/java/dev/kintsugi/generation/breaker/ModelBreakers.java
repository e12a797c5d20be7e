package dev.kintsugi.generation.breaker;

import dev.kintsugi.generation.breaker.BreakerRegistry.Key;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.budget.BreakerState.HalfOpen;
import dev.kintsugi.recovery.budget.BreakerState.Open;
import dev.kintsugi.runtime.device.Device;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * Lets the tries of models through their circuit breakers.
 *
 * <p>A model whose breaker is open is tried only if those of all models of its task are open, each time the one that
 * has rested the longest, by one request at a time.
 */
@ApplicationScoped
public class ModelBreakers implements Breakers {

    private final BreakerRegistry registry;
    private final ModelRepository repository;
    private final Alternatives alternatives;
    private final Clock clock;
    private final Set<Device> lastResorts = ConcurrentHashMap.newKeySet();

    ModelBreakers(BreakerRegistry registry, ModelRepository repository, Alternatives alternatives, Clock clock) {
        this.registry = registry;
        this.repository = repository;
        this.alternatives = alternatives;
        this.clock = clock;
    }

    /**
     * One try of a variant.
     *
     * @throws BreakerOpen if its model is left alone
     */
    public <T> T guard(Variant variant, Supplier<T> work, Class<T> type) {
        var key = new Key(variant.model(), variant.device());
        var breaker = registry.get(key);
        try {
            return through(key, breaker, work, type);
        } catch (CircuitBreakerOpenException e) {
            if (!isLastResort(key) || !lastResorts.add(key.device())) {
                throw refused(key, breaker);
            }
            try {
                return asLastResort(key, breaker, work);
            } finally {
                lastResorts.remove(key.device());
            }
        }
    }

    @Override
    public BreakerState state(ModelId model, Device device) {
        return registry.state(new Key(model, device));
    }

    @Override
    public void repaired(ModelId model) {
        registry.repaired(model);
    }

    /** How all breakers of models that are installed stand. */
    public List<BreakerView> all() {
        return registry.all();
    }

    private <T> T through(Key key, Breaker breaker, Supplier<T> work, Class<T> type) {
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

    private <T> T asLastResort(Key key, Breaker breaker, Supplier<T> work) {
        try {
            var result = work.get();
            registry.close(key, breaker);
            return result;
        } catch (ModelFailedException e) {
            breaker.triedInVain();
            throw e;
        }
    }

    private boolean isLastResort(Key key) {
        var model = repository.find(key.model());
        if (model.isEmpty() || !(registry.state(key) instanceof Open)) {
            return false;
        }
        var all = new ArrayList<ModelId>();
        all.add(key.model());
        alternatives.to(model.get()).forEach(other -> all.add(other.model().id()));
        return BreakerState.usable(all, id -> state(id, key.device()), clock.instant())
                .equals(List.of(key.model()));
    }

    private BreakerOpen refused(Key key, Breaker breaker) {
        var rest = breaker.state() instanceof Open open
                ? "is left alone for another "
                        + (open.remaining(clock.instant()).toSeconds() + 1) + " s"
                : "is being tried by another request";
        return new BreakerOpen("the model " + key.model() + " kept failing on " + key.device() + " and " + rest);
    }
}
