package dev.kintsugi.generation.breaker;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.budget.BreakerState.Closed;
import dev.kintsugi.recovery.budget.BreakerState.HalfOpen;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ConcurrentMap;

/**
 * Every breaker there is, one for each version of a model, kind of work and device that was tried. Forgets those of versions that
 * are no longer installed, and of too many closed ones those that are used least. One that is open or half open is never forgotten:
 * it weighs nothing, and of those there is at most one for each installed version, kind of work and device.
 */
@ApplicationScoped
class BreakerRegistry {

    private final BreakerSettings settings;
    private final ModelRepository repository;
    private final List<BreakerListener> listeners;
    private final Clock clock;
    private final ConcurrentMap<BreakerKey, Breaker> breakers;

    BreakerRegistry(
            BreakerSettings settings, ModelRepository repository, @All List<BreakerListener> listeners, Clock clock) {
        this.settings = settings;
        this.repository = repository;
        this.listeners = listeners;
        this.clock = clock;
        this.breakers = Caffeine.newBuilder()
                .maximumWeight(settings.max())
                .weigher((BreakerKey key, Breaker breaker) -> breaker.state() instanceof Closed ? 1 : 0)
                .executor(Runnable::run)
                .<BreakerKey, Breaker>build()
                .asMap();
    }

    /** The breaker of a model on a device, created if there is none. */
    Breaker get(BreakerKey key) {
        var known = breakers.get(key);
        if (known != null) {
            return known;
        }
        forgetGone();
        var made = breakers.computeIfAbsent(key, this::closed);
        announce(key, made);
        return made;
    }

    /** How it stands; closed if there is none. */
    BreakerState state(BreakerKey key) {
        var breaker = breakers.get(key);
        return breaker == null ? new Closed() : breaker.state();
    }

    /**
     * The model has worked, so from now on it is taken to be well, also if it was put on probation again meanwhile; not if
     * it has failed again meanwhile.
     */
    void close(BreakerKey key, Breaker old) {
        var now = breakers.getOrDefault(key, old);
        var untried = now.isOnProbation() && now.state() instanceof HalfOpen;
        replace(key, untried ? now : old, closed(key));
    }

    /** From now on the model may be tried again, but its first failure opens the breaker. */
    void putOnProbation(BreakerKey key, Breaker old) {
        replace(key, old, onProbation(key));
    }

    /** A model may be well again, on all devices and for all kinds of work. What it did before counts no more. */
    void repaired(ModelId model) {
        breakers.forEach((key, breaker) -> {
            if (key.model().equals(model)) {
                replace(key, breaker, breaker.state() instanceof Closed ? closed(key) : onProbation(key));
            }
        });
    }

    /** How all breakers of models that are installed stand. */
    List<BreakerView> all() {
        return breakers.entrySet().stream()
                .filter(entry -> isInstalled(entry.getKey()))
                .map(entry -> entry.getKey().view(entry.getValue()))
                .toList();
    }

    private void forgetGone() {
        breakers.keySet().removeIf(key -> !isInstalled(key));
    }

    private boolean isInstalled(BreakerKey key) {
        return repository
                .find(key.model(), key.version())
                .filter(model -> model.manifest().version().equals(key.version()))
                .isPresent();
    }

    private Breaker closed(BreakerKey key) {
        return Breaker.closed(settings, clock, breaker -> announce(key, breaker));
    }

    private Breaker onProbation(BreakerKey key) {
        return Breaker.onProbation(settings, clock, breaker -> announce(key, breaker));
    }

    private void replace(BreakerKey key, Breaker old, Breaker next) {
        if (breakers.replace(key, old, next)) {
            announce(key, next);
        }
    }

    private void announce(BreakerKey key, Breaker breaker) {
        if (breakers.computeIfPresent(key, (_, known) -> known) == breaker) { // and weighs it as it stands now
            var view = key.view(breaker);
            var all = all();
            listeners.forEach(listener -> listener.on(view, all));
        }
    }
}
