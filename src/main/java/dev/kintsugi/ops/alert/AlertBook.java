package dev.kintsugi.ops.alert;

import dev.kintsugi.ops.alert.channel.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The alerts that are firing and those that were last. Each begins with the first time that its condition is noticed and ends
 * once: a spike when it is not noticed any more, a failure when none of its kind has come for a while. Answers what is to be sent.
 */
final class AlertBook {

    static final int MOST = 1000;

    private static final int MOST_ENDED = 100;

    /** The time of which a spike is known. */
    private static final Duration SPIKES = Duration.ofMinutes(1);

    private final String source;
    private final Duration quiet;
    private final RateLimit limit;
    private final Map<String, Firing> firing = new LinkedHashMap<>();
    private final Deque<Alert> ended = new ArrayDeque<>();
    private Instant settled = Instant.MIN;
    private long heldBack;
    private long untold;

    /**
     * @param source the name of this instance in alerts that begin
     * @param quiet how long no failure of a kind must come until its alert is over
     */
    AlertBook(String source, Duration quiet, RateLimit limit) {
        this.source = source;
        this.quiet = quiet;
        this.limit = limit;
    }

    /** A failure was noticed, so many times. */
    synchronized Optional<Alert> noticed(Condition condition, long times, Instant now) {
        var key = condition.subject().key();
        var known = firing.get(key);
        if (known != null) {
            firing.put(key, known.again(times, now));
            return known.isLessThan(condition) ? worse(key, condition, now) : Optional.empty();
        }
        return begin(key, condition, times, now);
    }

    /** One that was sent is sent again as soon as that is allowed; what is told of its end stays so. */
    private Optional<Alert> worse(String key, Condition condition, Instant now) {
        var known = firing.get(key);
        if (known == null || known.told() && !limit.take(key, now)) {
            return Optional.empty();
        }
        firing.put(key, known.as(condition));
        return known.told() ? Optional.of(known.as(condition).alert()) : tellIfAllowed(key, now);
    }

    private Optional<Alert> begin(String key, Condition condition, long times, Instant now) {
        if (firing.size() >= MOST) {
            holdBack();
            return Optional.empty();
        }
        firing.put(key, Firing.begun(condition, source, times, now));
        var alert = tellIfAllowed(key, now);
        if (alert.isEmpty()) {
            holdBack();
        }
        return alert;
    }

    private void holdBack() {
        heldBack++;
        untold++;
    }

    private Optional<Alert> tellIfAllowed(String key, Instant now) {
        var known = firing.get(key);
        if (known == null || known.told() || !limit.take(key, now)) {
            return Optional.empty();
        }
        firing.put(key, known.sent());
        var alert = known.alert();
        var told = untold == 0 ? alert : alert.with("held_back_before", String.valueOf(untold));
        untold = 0;
        return Optional.of(told);
    }

    /**
     * Time has passed.
     *
     * @param spikes those that there are now
     */
    synchronized List<Alert> check(Collection<Condition> spikes, Instant now) {
        var there = spikes.stream().map(spike -> spike.subject().key()).collect(Collectors.toSet());
        var toSend = new ArrayList<Alert>();
        for (var entry : List.copyOf(firing.entrySet())) {
            if (isOver(entry.getKey(), entry.getValue(), there, now)) {
                firing.remove(entry.getKey());
                end(entry.getValue(), now).ifPresent(toSend::add);
            }
        }
        spikes.forEach(spike -> noticed(spike, 1, now).ifPresent(toSend::add));
        List.copyOf(firing.keySet()).forEach(key -> tellIfAllowed(key, now).ifPresent(toSend::add));
        return toSend;
    }

    private boolean isOver(String key, Firing alert, Set<String> spikes, Instant now) {
        return switch (alert.begun().subject().kind()) {
            case SPIKE -> !spikes.contains(key) && !now.isBefore(settled);
            case FAILURE -> !alert.last().plus(quiet).isAfter(now);
        };
    }

    /** One that was never sent has no end to be sent. */
    private Optional<Alert> end(Firing over, Instant now) {
        var alert = over.alert().over(now);
        ended.addFirst(alert);
        if (ended.size() > MOST_ENDED) {
            ended.removeLast();
        }
        return over.told() ? Optional.of(alert) : Optional.empty();
    }

    /** Those that are firing. */
    synchronized List<Alert> firing() {
        return firing.values().stream().map(Firing::alert).toList();
    }

    /** Those of them that were sent. */
    synchronized List<Alert> sent() {
        return firing.values().stream().filter(Firing::told).map(Firing::alert).toList();
    }

    /** What is to be known after a restart. */
    synchronized List<Firing> keep() {
        return List.copyOf(firing.values());
    }

    /** They were firing before a restart. A spike lasts until a minute was counted since then. */
    synchronized void restore(List<Firing> kept, Instant now) {
        settled = now.plus(SPIKES);
        kept.stream().limit(MOST).forEach(one -> firing.putIfAbsent(one.key(), one));
    }

    /** The last that are over, the newest first. */
    synchronized List<Alert> ended() {
        return List.copyOf(ended);
    }

    /** How many were not sent at once because there were too many. */
    synchronized long heldBack() {
        return heldBack;
    }
}
