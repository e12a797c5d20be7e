package dev.kintsugi.generation;

import dev.kintsugi.model.Alternatives;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.pipeline.Variant;
import dev.kintsugi.recovery.BreakerState;
import dev.kintsugi.recovery.BreakerState.Closed;
import dev.kintsugi.recovery.BreakerState.HalfOpen;
import dev.kintsugi.recovery.BreakerState.Open;
import dev.kintsugi.runtime.Device;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * The circuit breakers around the tries of models, one for each model and device that was tried.
 *
 * <p>A model whose breaker is open is tried only where those of all models of its task are open, each time the one that
 * has rested the longest, by one request at a time.
 */
@ApplicationScoped
public class ModelBreakers implements Breakers {

    private record Key(ModelId model, Device device) {}

    private final BreakerSettings settings;
    private final ModelRepository repository;
    private final Alternatives alternatives;
    private final List<BreakerListener> listeners;
    private final Clock clock;
    private final Map<Key, Breaker> breakers = new ConcurrentHashMap<>();
    private final Set<Device> lastResorts = ConcurrentHashMap.newKeySet();

    ModelBreakers(
            BreakerSettings settings,
            ModelRepository repository,
            Alternatives alternatives,
            @All List<BreakerListener> listeners,
            Clock clock) {
        this.settings = settings;
        this.repository = repository;
        this.alternatives = alternatives;
        this.listeners = listeners;
        this.clock = clock;
    }

    /**
     * One try of a variant.
     *
     * @throws BreakerOpen where its model is left alone
     */
    <T> T guard(Variant variant, Supplier<T> work, Class<T> type) {
        var key = new Key(variant.model(), variant.device());
        var breaker = breaker(key);
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
        var breaker = breakers.get(new Key(model, device));
        return breaker == null ? new Closed() : breaker.state();
    }

    @Override
    public void mended(ModelId model) {
        breakers.forEach((key, breaker) -> {
            if (key.model().equals(model)) {
                replace(key, breaker, breaker.state() instanceof Closed ? closed(key) : onProbation(key));
            }
        });
    }

    /** Every breaker there is, of models that are installed. */
    public List<BreakerView> all() {
        var all = new ArrayList<BreakerView>();
        breakers.forEach((key, breaker) -> {
            if (repository.find(key.model()).isPresent()) {
                all.add(new BreakerView(key.model(), key.device(), breaker.state()));
            }
        });
        return all;
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
                replace(key, breaker, closed(key));
            }
            return result;
        } catch (ModelFailed | CircuitBreakerOpenException e) {
            throw e;
        } catch (RuntimeException e) {
            // A trial that was cancelled or ended by something else told nothing, but counts as a success with
            // SmallRye.
            if (trial.getPlain() && !breaker.isOnProbation()) {
                replace(key, breaker, onProbation(key));
            }
            throw e;
        }
    }

    private <T> T asLastResort(Key key, Breaker breaker, Supplier<T> work) {
        try {
            var result = work.get();
            replace(key, breaker, closed(key));
            return result;
        } catch (ModelFailed e) {
            breaker.triedInVain();
            throw e;
        }
    }

    private boolean isLastResort(Key key) {
        var model = repository.find(key.model());
        if (model.isEmpty() || !(state(key.model(), key.device()) instanceof Open)) {
            return false;
        }
        var all = new ArrayList<ModelId>();
        all.add(key.model());
        alternatives.to(model.get()).forEach(other -> all.add(other.model().id()));
        return BreakerState.usable(all, id -> state(id, key.device())).equals(List.of(key.model()));
    }

    private BreakerOpen refused(Key key, Breaker breaker) {
        var rest = breaker.state() instanceof Open open
                ? "is left alone for another "
                        + (open.remaining(clock.instant()).toSeconds() + 1) + " s"
                : "is being tried by another request";
        return new BreakerOpen("the model " + key.model() + " kept failing on " + key.device() + " and " + rest);
    }

    private Breaker breaker(Key key) {
        var known = breakers.get(key);
        if (known != null) {
            return known;
        }
        makeRoom();
        var made = breakers.computeIfAbsent(key, this::closed);
        announce(key, made);
        return made;
    }

    /** Forgets models that are gone and, where that is not enough, such that are well. */
    private void makeRoom() {
        breakers.keySet().removeIf(key -> repository.find(key.model()).isEmpty());
        if (breakers.size() >= settings.most()) {
            breakers.values().removeIf(breaker -> breaker.state() instanceof Closed);
        }
        if (breakers.size() >= settings.most()) {
            breakers.clear();
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
