package dev.kintsugi.pipeline.forecast;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What was learned, by what it was learned of, and how often that changed: while the number stays the same nothing has to
 * be written anew. For use by several threads.
 */
final class LearnedMap<K, V> {

    private final Map<K, V> known = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    Optional<V> get(K key) {
        return Optional.ofNullable(known.get(key));
    }

    /** @param nothing what is known before anything was learned */
    void learn(K key, V nothing, UnaryOperator<V> next) {
        known.compute(key, (_, before) -> next.apply(before == null ? nothing : before));
        changes.incrementAndGet();
    }

    /** Learns more of what is known already, or that it is not so; nothing of anything else. */
    void learnMore(K key, Function<V, Optional<V>> next) {
        known.computeIfPresent(key, (_, before) -> {
            var after = next.apply(before);
            if (!after.equals(Optional.of(before))) {
                changes.incrementAndGet();
            }
            return after.orElse(null);
        });
    }

    /** Notes something beside what was learned, which is not worth being written; false if another thread was first. */
    boolean note(K key, V before, V after) {
        return known.replace(key, before, after);
    }

    void forget(Predicate<K> which) {
        known.keySet().removeIf(which);
        changes.incrementAndGet();
    }

    /** Knows what was known before, and nothing else. */
    <E> void restore(List<E> entries, Function<E, K> key, Function<E, V> value) {
        known.clear();
        entries.forEach(entry -> known.put(key.apply(entry), value.apply(entry)));
        changes.incrementAndGet();
    }

    Map<K, V> all() {
        return Map.copyOf(known);
    }

    /** How often something was learned or forgotten: the same number means the same knowledge. */
    long changes() {
        return changes.get();
    }
}
