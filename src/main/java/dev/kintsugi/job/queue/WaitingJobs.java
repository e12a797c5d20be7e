package dev.kintsugi.job.queue;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.Priority;
import dev.kintsugi.job.queue.CallerTurns.Arrival;
import dev.kintsugi.pipeline.work.WorkKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Jobs that wait, in the order in which they are begun: by priority, and within one in turn for each caller, so that one
 * that submits many does not make the others wait for all of them. A caller is its principal, else its correlation id. So
 * that no job waits for ever, every eighth is the one that came first of all. Jobs that are postponed have their places, and no turn.
 */
final class WaitingJobs {

    private static final int OLDEST_EVERY = 8;

    private final Map<Priority, CallerTurns> lines = new EnumMap<>(Priority.class);

    /** All, as they came. */
    private final LinkedHashMap<JobId, Arrival> arrivals = new LinkedHashMap<>();

    /** Those of each kind, as they came. */
    private final Map<WorkKind, LinkedHashMap<JobId, Arrival>> kinds = new EnumMap<>(WorkKind.class);

    /** Those with a deadline, the nearest first. */
    private final NavigableSet<Arrival> due =
            new TreeSet<>(Comparator.comparing(WaitingJobs::deadline).thenComparingLong(Arrival::number));

    /** Those that have no turn yet. */
    private final LinkedHashMap<JobId, Arrival> postponed = new LinkedHashMap<>();

    private long numbers;
    private long taken;

    /** No effect if the job waits already. */
    void add(RunnableJob runnable) {
        var id = runnable.job().id();
        if (arrivals.containsKey(id) || postponed.containsKey(id)) {
            return;
        }
        var arrival = new Arrival(numbers++, runnable);
        if (runnable.job().state().postponement().isPresent()) {
            postponed.put(id, arrival);
        } else {
            add(arrival);
        }
    }

    private void add(Arrival arrival) {
        arrivals.put(arrival.job().id(), arrival);
        line(arrival.job()).add(arrival);
        ofKind(arrival).put(arrival.job().id(), arrival);
        if (arrival.job().order().deadline().isPresent()) {
            due.add(arrival);
        }
    }

    /** Those of the postponed jobs that are due, which have their turn from now on. */
    List<RunnableJob> awaken(Predicate<RunnableJob> isDue) {
        var all = postponed.values().stream()
                .filter(arrival -> isDue.test(arrival.runnable()))
                .toList();
        all.forEach(arrival -> {
            postponed.remove(arrival.job().id());
            add(arrival);
        });
        return all.stream().map(Arrival::runnable).toList();
    }

    /** Those that have no turn yet. */
    Stream<RunnableJob> postponed() {
        return postponed.values().stream().map(Arrival::runnable);
    }

    private static Instant deadline(Arrival arrival) {
        return arrival.job().order().deadline().orElse(Instant.MAX);
    }

    private LinkedHashMap<JobId, Arrival> ofKind(Arrival arrival) {
        return kinds.computeIfAbsent(arrival.kind(), _ -> new LinkedHashMap<>());
    }

    private CallerTurns line(Job job) {
        return lines.computeIfAbsent(job.order().priority(), _ -> new CallerTurns());
    }

    /**
     * The next one, which does not wait any more.
     *
     * @param open the kinds of which one may be begun; jobs of others keep their places
     */
    Optional<RunnableJob> poll(Set<WorkKind> open) {
        var next = first(open);
        next.ifPresent(arrival -> {
            taken++;
            remove(arrival.job().id());
            line(arrival.job()).hadTurn(arrival.job());
        });
        return next.map(Arrival::runnable);
    }

    /** The one that {@link #poll} would give; it still waits. */
    Optional<RunnableJob> next(Set<WorkKind> open) {
        return first(open).map(Arrival::runnable);
    }

    private Optional<Arrival> first(Set<WorkKind> open) {
        return (taken + 1) % OLDEST_EVERY == 0 ? oldest(open) : inTurn(open);
    }

    private Optional<Arrival> oldest(Set<WorkKind> open) {
        return open.stream()
                .map(kinds::get)
                .filter(Objects::nonNull)
                .flatMap(ofKind -> ofKind.values().stream().limit(1))
                .min(Comparator.comparingLong(Arrival::number));
    }

    private Optional<Arrival> inTurn(Set<WorkKind> open) {
        return lines.values().stream()
                .flatMap(line -> line.first(open).stream())
                .findFirst();
    }

    /** Takes a job out; nothing if it does not wait here. */
    Optional<RunnableJob> remove(JobId id) {
        var arrival = arrivals.remove(id);
        if (arrival == null) {
            return Optional.ofNullable(postponed.remove(id)).map(Arrival::runnable);
        }
        line(arrival.job()).remove(arrival);
        ofKind(arrival).remove(id);
        due.remove(arrival);
        return Optional.of(arrival.runnable());
    }

    /** Takes out those whose deadline has passed. */
    List<RunnableJob> removeLate(Instant now) {
        var late = due.stream()
                .map(Arrival::runnable)
                .takeWhile(runnable -> runnable.job().order().isLate(now))
                .toList();
        late.forEach(runnable -> remove(runnable.job().id()));
        return late;
    }

    /** As they came, those that have no turn yet last. */
    Stream<RunnableJob> all() {
        return Stream.concat(ready(), postponed());
    }

    /** Those that may be begun, as they came. */
    Stream<RunnableJob> ready() {
        return arrivals.values().stream().map(Arrival::runnable);
    }

    /** When the oldest of those that may be begun was accepted. */
    Optional<Instant> oldest() {
        return ready().map(runnable -> runnable.job().created()).min(Comparator.naturalOrder());
    }

    int size() {
        return arrivals.size() + postponed.size();
    }

    /** Whether a job of one of some kinds may be begun. */
    boolean hasAny(Set<WorkKind> some) {
        return some.stream().anyMatch(kind -> ready(kind) > 0);
    }

    /** The kinds of jobs that may be begun, without some. */
    Set<WorkKind> kindsBut(Set<WorkKind> some) {
        return kinds.keySet().stream()
                .filter(kind -> !some.contains(kind) && ready(kind) > 0)
                .collect(Collectors.toSet());
    }

    /** How many of this priority or a higher one wait. */
    int before(Priority priority) {
        return before(priority, CallerTurns::size);
    }

    /** How many of them are of a kind. */
    int before(Priority priority, WorkKind kind) {
        return before(priority, line -> line.size(kind));
    }

    /** How much there is to compute in those of a kind. */
    long amountBefore(Priority priority, WorkKind kind) {
        return lines(priority).mapToLong(line -> line.amount(kind)).sum();
    }

    private int before(Priority priority, ToIntFunction<CallerTurns> size) {
        return lines(priority).mapToInt(size).sum();
    }

    private Stream<CallerTurns> lines(Priority priority) {
        return lines.entrySet().stream()
                .filter(line -> line.getKey().compareTo(priority) <= 0)
                .map(Map.Entry::getValue);
    }

    /** How many jobs of a principal wait. */
    int of(String principal) {
        return lines.values().stream().mapToInt(line -> line.of(principal)).sum()
                + postponed(runnable -> runnable.job().caller().principal().equals(Optional.of(principal)));
    }

    /** How many jobs of a kind wait. */
    int ofKind(WorkKind kind) {
        return ready(kind) + postponed(runnable -> runnable.kind() == kind);
    }

    /** How many jobs of a kind may be begun. */
    int ready(WorkKind kind) {
        var ofKind = kinds.get(kind);
        return ofKind == null ? 0 : ofKind.size();
    }

    private int postponed(Predicate<RunnableJob> which) {
        return (int) postponed().filter(which).count();
    }
}
