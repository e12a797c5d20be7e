package dev.kintsugi.ops.alert.delivery;

import dev.kintsugi.ops.alert.channel.Alert;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Alerts that wait for one receiver, in order. Of each there is at most the newest word that it began and the newest word that it
 * is over, and what was said last comes last. Not thread-safe.
 */
final class Outbox {

    static final int MOST = 500;

    private final LinkedHashMap<Slot, Waiting> waiting = new LinkedHashMap<>();

    private record Slot(String key, boolean firing) {
        static Slot of(Alert alert) {
            return new Slot(alert.key(), alert.isFiring());
        }
    }

    /** @return the one that had to go for it, if there was no room */
    Optional<Waiting> put(Alert alert, Instant now) {
        waiting.remove(Slot.of(alert));
        waiting.putLast(Slot.of(alert), new Waiting(alert, now));
        return waiting.size() > MOST ? Optional.of(waiting.pollFirstEntry().getValue()) : Optional.empty();
    }

    /** Those that waited before a restart go first; what was said since stays.
     *
     * @return how many there was no room for, the oldest
     */
    int putBefore(List<Waiting> older) {
        var left = 0;
        for (var one : older.reversed()) {
            if (waiting.containsKey(Slot.of(one.alert()))) {
                continue;
            }
            if (waiting.size() < MOST) {
                waiting.putFirst(Slot.of(one.alert()), one);
            } else {
                left++;
            }
        }
        return left;
    }

    Optional<Waiting> first() {
        return Optional.ofNullable(waiting.firstEntry()).map(java.util.Map.Entry::getValue);
    }

    /** Nothing if there is a newer one in its place. */
    void remove(Waiting sent) {
        waiting.remove(Slot.of(sent.alert()), sent);
    }

    /** The end of one that nobody was told of. */
    void removeEnd(Alert alert) {
        waiting.remove(new Slot(alert.key(), false));
    }

    /** Lets others go first; nothing if that would change the order of what is said about one thing. */
    void postpone(Waiting failed) {
        var alert = failed.alert();
        var other = new Slot(alert.key(), !alert.isFiring());
        if (!waiting.containsKey(other) && waiting.remove(Slot.of(alert), failed)) {
            waiting.putLast(Slot.of(alert), failed);
        }
    }

    /** In order. */
    List<Waiting> all() {
        return List.copyOf(waiting.values());
    }

    int size() {
        return waiting.size();
    }
}
