package dev.kintsugi.store.analytics;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.report.analytics.window.CountRing.Slot;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The counts of one slot of a window, as they are kept.
 *
 * @param slot its number since 1970
 * @param counts of the keys, which are words with {@code |} between them
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record KeptSlot(long slot, Map<String, Long> counts) {

    KeptSlot {
        counts = counts == null ? Map.of() : counts;
    }

    static <K> List<KeptSlot> of(List<Slot<K>> slots, Function<K, List<String>> words) {
        return slots.stream()
                .map(slot -> {
                    var counts = new HashMap<String, Long>();
                    slot.counts().forEach((key, count) -> counts.put(String.join("|", words.apply(key)), count));
                    return new KeptSlot(slot.number(), counts);
                })
                .toList();
    }

    /** The same as the service counts; keys that this version does not know are left out. */
    static <K> List<Slot<K>> toSlots(List<KeptSlot> kept, Function<List<String>, Optional<K>> key) {
        var slots = new ArrayList<Slot<K>>();
        for (var slot : kept) {
            var counts = new HashMap<K, Long>();
            slot.counts.forEach((words, count) -> {
                if (count != null && count > 0) {
                    key.apply(Arrays.asList(words.split("\\|", -1)))
                            .ifPresent(known -> counts.merge(known, count, Long::sum));
                }
            });
            slots.add(new Slot<>(slot.slot, counts));
        }
        return slots;
    }
}
