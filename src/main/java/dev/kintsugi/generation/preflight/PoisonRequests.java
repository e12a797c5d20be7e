package dev.kintsugi.generation.preflight;

import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.plan.Workload;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Remembers requests that ended the process each time they were computed (poison messages), so that an equal one does not end
 * it once more. For a day after the last end, and for the version of the service that ended; bounded. If several of one network
 * are known, {@linkplain RefusedNetwork all others of it} are refused for some time as well.
 */
@ApplicationScoped
public class PoisonRequests {

    /**
     * Which requests are equal.
     *
     * @param workload of which model and network
     * @param fingerprint of what is computed of it
     */
    public record Key(Workload workload, String fingerprint) {

        static Key of(Plan plan) {
            return new Key(plan.workload(), plan.work().fingerprint());
        }
    }

    /**
     * What is known of equal requests.
     *
     * @param title what is computed, as the subject of a sentence
     * @param ends how often the process ended while it was computed
     * @param lighterToo whether it also ended when it was computed with less memory
     * @param at when it ended last, as far as it is known
     * @param service the version of the service that ended
     */
    public record Entry(Key key, String title, int ends, boolean lighterToo, Instant at, String service) {

        /** What becomes of equal requests, and until when. */
        public String text() {
            return title + " was being computed " + ends + " times when the service ended. Equal requests are "
                    + (lighterToo ? "refused" : "computed with less memory, or refused if that cannot be,") + " until "
                    + at.plus(LONGEST).truncatedTo(ChronoUnit.SECONDS)
                    + ", unless POST /admin/recovery/reset forgets it before.";
        }
    }

    /** Keeps them over a restart. May block, but not for ever. */
    public interface Keeper {

        /** Returns when those that were known before the start are known again, or cannot be had. */
        void know();

        /** Keeps those that are known now: the process may end with the next request. */
        void keep();
    }

    /** So many are remembered; those that ended it longest ago are forgotten first. */
    private static final int MOST = 100;

    private static final Duration LONGEST = Duration.ofDays(1);

    private final String service;
    private final Clock clock;
    private final Map<Key, Entry> entries = new HashMap<>();
    private final AtomicLong changes = new AtomicLong();

    /** Those that were computed to their end since suspects came back, the latest last. */
    private final SequencedSet<Key> harmless = new LinkedHashSet<>();

    private boolean suspecting;

    private volatile @Nullable Keeper keeper;

    PoisonRequests(@ConfigProperty(name = "quarkus.application.version") String service, Clock clock) {
        this.service = service;
        this.clock = clock;
    }

    /** Who keeps them; until it is told they are forgotten with the process. */
    public void keptBy(Keeper who) {
        keeper = who;
    }

    /** Returns when those that were known before the start are known. Blocks. */
    void know() {
        var who = keeper;
        if (who != null) {
            who.know();
        }
    }

    /** Keeps those that are known now. Blocks. */
    void keep() {
        var who = keeper;
        if (who != null) {
            who.keep();
        }
    }

    /** Jobs are there that were running when their process was killed: from now on it matters which requests are harmless. */
    synchronized void suspect() {
        suspecting = true;
    }

    /** A plan was computed to its end as it was asked for, so it was others that ended the process. */
    synchronized void completed(Plan plan) {
        if (suspecting || !entries.isEmpty()) {
            var key = Key.of(plan);
            forget(key);
            harmless.remove(key);
            harmless.addLast(key);
            while (harmless.size() > MOST) {
                harmless.removeFirst();
            }
        }
    }

    /** Whether an equal one was computed to its end since suspects came back. */
    synchronized boolean isHarmless(Plan plan) {
        return harmless.contains(Key.of(plan));
    }

    /** The process ended while a plan was computed, so often; that is not remembered of what is known to be harmless. */
    synchronized Entry remember(Plan plan, int ends, boolean lighterToo) {
        var key = Key.of(plan);
        var before = known(key);
        var entry = new Entry(
                key,
                plan.work().title(),
                before.map(known -> Math.max(ends, known.ends())).orElse(ends),
                lighterToo || before.filter(Entry::lighterToo).isPresent(),
                clock.instant(),
                service);
        if (!harmless.contains(key)) {
            add(entry);
        }
        return entry;
    }

    /** What is known of requests that are equal to a plan. */
    synchronized Optional<Entry> of(Plan plan) {
        return entries.isEmpty() ? Optional.empty() : known(Key.of(plan));
    }

    /** Whether what a plan computes is refused, whatever its numbers are. */
    synchronized Optional<RefusedNetwork> refused(Plan plan) {
        if (entries.isEmpty() || plan.workload().isWhole()) {
            return Optional.empty();
        }
        var network = RefusedNetwork.Network.of(plan.workload());
        return refused().stream()
                .filter(refused -> refused.network().equals(network))
                .findFirst();
    }

    /** All networks of which every request is refused now. */
    public synchronized List<RefusedNetwork> refused() {
        return RefusedNetwork.all(entries(), clock.instant());
    }

    private Optional<Entry> known(Key key) {
        return Optional.ofNullable(entries.get(key)).filter(this::isInForce);
    }

    private boolean isInForce(Entry entry) {
        return entry.service().equals(service)
                && clock.instant().isBefore(entry.at().plus(LONGEST));
    }

    private void add(Entry entry) {
        entries.put(entry.key(), entry);
        entries.values().removeIf(known -> !isInForce(known));
        while (entries.size() > MOST) {
            entries.values().stream()
                    .min(Comparator.comparing(Entry::at))
                    .map(Entry::key)
                    .ifPresent(entries::remove);
        }
        changes.incrementAndGet();
    }

    /** What was wrong with requests that are equal to a plan is put right. */
    synchronized void forget(Plan plan) {
        if (!entries.isEmpty()) {
            forget(Key.of(plan));
        }
    }

    private void forget(Key key) {
        if (entries.remove(key) != null) {
            changes.incrementAndGet();
        }
    }

    /** Forgets requests for some variants. */
    synchronized void forget(Predicate<Variant> which) {
        harmless.removeIf(key -> which.test(key.workload().variant()));
        if (entries.keySet().removeIf(key -> which.test(key.workload().variant()))) {
            changes.incrementAndGet();
        }
    }

    /** Knows nothing any more. */
    public synchronized void forget() {
        entries.clear();
        changes.incrementAndGet();
    }

    /** How often something was remembered or forgotten: the same number means the same knowledge. */
    public long changes() {
        return changes.get();
    }

    /** All that are known. */
    public synchronized List<Entry> entries() {
        return entries.values().stream()
                .filter(this::isInForce)
                .sorted(Comparator.comparing(Entry::at))
                .toList();
    }

    /** Knows what was known before the service started, beside what was remembered since then. */
    public synchronized void restore(List<Entry> before) {
        before.stream()
                .filter(entry ->
                        isInForce(entry) && !entries.containsKey(entry.key()) && !harmless.contains(entry.key()))
                .forEach(this::add);
    }
}
