package dev.kintsugi.ops.alert;

import dev.kintsugi.ops.alert.channel.Alert;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * An alert that is firing.
 *
 * @param condition as it was noticed first
 * @param last when it was noticed last
 * @param count how often
 * @param told whether it was sent; one that is held back is not, yet
 */
record Firing(Condition condition, Instant since, Instant last, long count, boolean told) {

    static Firing begun(Condition condition, Instant now) {
        return new Firing(condition, now, now, 1, false);
    }

    Firing again(Instant now) {
        return new Firing(condition, since, now, count + 1, told);
    }

    /** Whether something is worse than what it is told as. */
    boolean isLessThan(Condition other) {
        return condition.subject().severity().compareTo(other.subject().severity()) < 0;
    }

    /** The same, as what was noticed now. */
    Firing as(Condition other) {
        return new Firing(other, since, last, count, told);
    }

    Firing sent() {
        return new Firing(condition, since, last, count, true);
    }

    Alert alert(Optional<Instant> ended) {
        var facts = new LinkedHashMap<>(condition.facts());
        facts.put("count", String.valueOf(count));
        return new Alert(condition.subject(), condition.text(), facts, since, ended);
    }
}
