package dev.kintsugi.job.queue;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.pipeline.work.WorkKind;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Jobs of one priority that wait: their callers take turns, and of each those that came first are begun first. A caller has one
 * turn for its jobs of all kinds. Nothing here takes longer because more jobs wait, but for the logarithm of the number of callers.
 */
final class CallerTurns {

    private static final Comparator<Entry<Long, LinkedHashMap<JobId, Arrival>>> ORDER =
            Entry.<Long, LinkedHashMap<JobId, Arrival>>comparingByKey()
                    .thenComparing(own -> first(own).number());

    /**
     * A job that waits.
     *
     * @param number how many came before it
     */
    record Arrival(long number, RunnableJob runnable) {

        Job job() {
            return runnable.job();
        }

        WorkKind kind() {
            return runnable.kind();
        }
    }

    /** What a caller has here. */
    private static final class Turn {
        private long number;
        private int jobs;
    }

    /** Of each kind, what each caller has, by its turn. */
    private final Map<WorkKind, TreeMap<Long, LinkedHashMap<JobId, Arrival>>> lines = new EnumMap<>(WorkKind.class);

    private final Map<WorkKind, Integer> sizes = new EnumMap<>(WorkKind.class);
    private final Map<WorkKind, Long> amounts = new EnumMap<>(WorkKind.class);
    private final Map<String, Turn> callers = new HashMap<>();
    private long turns;

    void add(Arrival arrival) {
        var turn = callers.computeIfAbsent(caller(arrival.job()), _ -> new Turn());
        if (turn.jobs++ == 0) {
            turn.number = ++turns;
        }
        line(arrival.kind())
                .computeIfAbsent(turn.number, _ -> new LinkedHashMap<>())
                .put(arrival.job().id(), arrival);
        sizes.merge(arrival.kind(), 1, Integer::sum);
        amounts.merge(arrival.kind(), arrival.runnable().amount(), Long::sum);
    }

    private TreeMap<Long, LinkedHashMap<JobId, Arrival>> line(WorkKind kind) {
        return lines.computeIfAbsent(kind, _ -> new TreeMap<>());
    }

    /** One that waits here does so no more. */
    void remove(Arrival arrival) {
        var caller = caller(arrival.job());
        var turn = callers.get(caller);
        if (turn == null) {
            return;
        }
        var line = line(arrival.kind());
        line.computeIfPresent(turn.number, (_, own) -> {
            own.remove(arrival.job().id());
            return own.isEmpty() ? null : own;
        });
        sizes.merge(arrival.kind(), -1, Integer::sum);
        amounts.merge(arrival.kind(), -arrival.runnable().amount(), Long::sum);
        if (--turn.jobs == 0) {
            callers.remove(caller);
        }
    }

    /** The caller of a job had its turn: the others come first now. */
    void hadTurn(Job job) {
        var turn = callers.get(caller(job));
        if (turn == null) {
            return;
        }
        var before = turn.number;
        turn.number = ++turns;
        lines.values().forEach(line -> {
            var own = line.remove(before);
            if (own != null) {
                line.put(turn.number, own);
            }
        });
    }

    /** The next one of some kinds. */
    Optional<Arrival> first(Set<WorkKind> kinds) {
        return kinds.stream()
                .map(kind -> line(kind).firstEntry())
                .filter(Objects::nonNull)
                .min(ORDER)
                .map(CallerTurns::first);
    }

    private static Arrival first(Entry<Long, LinkedHashMap<JobId, Arrival>> own) {
        return own.getValue().firstEntry().getValue(); // what is empty is removed
    }

    int size() {
        return sizes.values().stream().mapToInt(Integer::intValue).sum();
    }

    int size(WorkKind kind) {
        return sizes.getOrDefault(kind, 0);
    }

    /** How much there is to compute in those of a kind. */
    long amount(WorkKind kind) {
        return amounts.getOrDefault(kind, 0L);
    }

    /** How many jobs of a caller wait. */
    int of(String caller) {
        var turn = callers.get(caller);
        return turn == null ? 0 : turn.jobs;
    }

    private static String caller(Job job) {
        return job.caller().principal().orElse(job.caller().correlationId());
    }
}
