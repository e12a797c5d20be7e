package dev.kintsugi.generation.breaker;

import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.budget.BreakerState.Open;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Models that are tried although their breakers are open, because those of all models of their task are: each time the one that
 * has rested the longest, on each device by one request of each kind at a time.
 */
@ApplicationScoped
class LastResorts {

    private final BreakerRegistry registry;
    private final ModelRepository repository;
    private final Alternatives alternatives;
    private final Clock clock;

    /** Of several models of one task only one is the last, so models that cannot stand in for each other take turns alone. */
    private final Set<BreakerKey> taken = ConcurrentHashMap.newKeySet();

    LastResorts(BreakerRegistry registry, ModelRepository repository, Alternatives alternatives, Clock clock) {
        this.registry = registry;
        this.repository = repository;
        this.alternatives = alternatives;
        this.clock = clock;
    }

    /** Whether a model may be tried now. Whoever is told so must {@linkplain #giveBack give back} its turn. */
    boolean take(BreakerKey key) {
        return isLast(key) && taken.add(key);
    }

    void giveBack(BreakerKey key) {
        taken.remove(key);
    }

    private boolean isLast(BreakerKey key) {
        var model = repository.find(key.model(), key.version());
        if (model.isEmpty() || !(registry.state(key) instanceof Open)) {
            return false;
        }
        var all = new ArrayList<BreakerKey>();
        all.add(key);
        alternatives
                .all(model.get())
                .forEach(other ->
                        all.add(BreakerKey.of(Variant.of(other.model(), other.precision(), key.device()), key.kind())));
        return BreakerState.usable(all, registry::state, clock.instant()).equals(List.of(key));
    }
}
