package dev.kintsugi.generation;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.recovery.BreakerState;
import dev.kintsugi.recovery.BreakerState.Closed;
import dev.kintsugi.runtime.Device;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Every breaker there is, one for each model and device that was tried. Forgets those of models that are gone. */
@ApplicationScoped
class BreakerRegistry {

    /** Whose breaker it is. */
    record Key(ModelId model, Device device) {}

    private final BreakerSettings settings;
    private final ModelRepository repository;
    private final List<BreakerListener> listeners;
    private final Clock clock;
    private final Map<Key, Breaker> breakers = new ConcurrentHashMap<>();

    BreakerRegistry(
            BreakerSettings settings, ModelRepository repository, @All List<BreakerListener> listeners, Clock clock) {
        this.settings = settings;
        this.repository = repository;
        this.listeners = listeners;
        this.clock = clock;
    }

    /** The breaker of a model on a device, made where there is none. */
    Breaker get(Key key) {
        var known = breakers.get(key);
        if (known != null) {
            return known;
        }
        makeRoom();
        var made = breakers.computeIfAbsent(key, this::closed);
        announce(key, made);
        return made;
    }

    /** How it stands; closed where there is none. */
    BreakerState state(Key key) {
        var breaker = breakers.get(key);
        return breaker == null ? new Closed() : breaker.state();
    }

    /** From now on the model is taken to be well, unless its breaker was replaced meanwhile. */
    void close(Key key, Breaker old) {
        replace(key, old, closed(key));
    }

    /** From now on the model may be tried again, but its first failure opens the breaker. */
    void putOnProbation(Key key, Breaker old) {
        replace(key, old, onProbation(key));
    }

    /** A model may be well again, on all devices. What it did before counts no more. */
    void mended(ModelId model) {
        breakers.forEach((key, breaker) -> {
            if (key.model().equals(model)) {
                replace(key, breaker, breaker.state() instanceof Closed ? closed(key) : onProbation(key));
            }
        });
    }

    /** How all breakers of models that are installed stand. */
    List<BreakerView> all() {
        var all = new ArrayList<BreakerView>();
        breakers.forEach((key, breaker) -> {
            if (repository.find(key.model()).isPresent()) {
                all.add(new BreakerView(key.model(), key.device(), breaker.state()));
            }
        });
        return all;
    }

    /**
     * Forgets models that are gone and, if that is not enough, such that are well. One that is open is never forgotten:
     * there are no more of those than models that are installed.
     */
    private void makeRoom() {
        breakers.keySet().removeIf(key -> repository.find(key.model()).isEmpty());
        if (breakers.size() >= settings.most()) {
            breakers.values().removeIf(breaker -> breaker.state() instanceof Closed);
        }
    }

    private Breaker closed(Key key) {
        return Breaker.closed(settings, clock, breaker -> announce(key, breaker));
    }

    private Breaker onProbation(Key key) {
        return Breaker.onProbation(settings, clock, breaker -> announce(key, breaker));
    }

    private void replace(Key key, Breaker old, Breaker next) {
        if (breakers.replace(key, old, next)) {
            announce(key, next);
        }
    }

    private void announce(Key key, Breaker breaker) {
        if (breakers.get(key) == breaker) {
            var view = new BreakerView(key.model(), key.device(), breaker.state());
            var all = all();
            listeners.forEach(listener -> listener.on(view, all));
        }
    }
}
