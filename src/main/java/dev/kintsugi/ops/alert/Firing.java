package dev.kintsugi.ops.alert;

import dev.kintsugi.ops.alert.channel.Alert;
import java.time.Instant;
import java.util.Optional;

/**
 * An alert that is firing.
 *
 * @param begun as it was noticed first
 * @param last when it was noticed last
 * @param count how often
 * @param told whether it was sent; one that is held back is not, yet
 */
record Firing(Alert begun, Instant last, long count, boolean told) {

    static Firing begun(Condition condition, String source, long times, Instant now) {
        return new Firing(alert(condition, source, now), now, times, false);
    }

    private static Alert alert(Condition condition, String source, Instant since) {
        return new Alert(condition.subject(), source, condition.text(), condition.facts(), since, Optional.empty());
    }

    String key() {
        return begun.key();
    }

    Firing again(long times, Instant now) {
        return new Firing(begun, now, count + times, told);
    }

    /** Whether something is worse than what it is told as. */
    boolean isLessThan(Condition other) {
        return begun.subject().severity().compareTo(other.subject().severity()) < 0;
    }

    /** The same, as what was noticed now. */
    Firing as(Condition other) {
        return new Firing(alert(other, begun.source(), begun.since()), last, count, told);
    }

    Firing sent() {
        return new Firing(begun, last, count, true);
    }

    /** As it is told now. */
    Alert alert() {
        return begun.with("count", String.valueOf(count));
    }
}
