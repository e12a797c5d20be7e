package dev.kintsugi.job.queue;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.Priority;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Jobs that wait, in the order in which they are begun: by priority, and within one in turn for each caller, so that one
 * that submits many does not make the others wait for all of them. A caller is its principal, else its correlation id. So
 * that no job waits for ever, every eighth is the one that came first of all.
 */
final class WaitingJobs {

    private static final int OLDEST_EVERY = 8;
    private static final LinkedHashMap<JobId, RunnableJob> NONE = new LinkedHashMap<>();

    /** By priority and caller; the caller that is first in a line is next in turn. */
    private final Map<Priority, LinkedHashMap<String, LinkedHashMap<JobId, RunnableJob>>> lines =
            new EnumMap<>(Priority.class);

    /** All, as they came. */
    private final LinkedHashMap<JobId, RunnableJob> arrivals = new LinkedHashMap<>();

    private final Map<Priority, Integer> sizes = new EnumMap<>(Priority.class);
    private final Map<String, Integer> kinds = new HashMap<>();
    private long taken;

    /** No effect if the job waits already. */
    void add(RunnableJob runnable) {
        var job = runnable.job();
        if (arrivals.putIfAbsent(job.id(), runnable) != null) {
            return;
        }
        line(job).computeIfAbsent(caller(job), _ -> new LinkedHashMap<>()).put(job.id(), runnable);
        sizes.merge(job.order().priority(), 1, Integer::sum);
        kinds.merge(kind(runnable), 1, Integer::sum);
    }

    /**
     * The next one, which does not wait any more.
     *
     * @param mayBegin whether a job of a kind may be begun; the others keep their places
     */
    Optional<RunnableJob> poll(Predicate<String> mayBegin) {
        var next = ++taken % OLDEST_EVERY == 0 ? first(arrivals, mayBegin) : inTurn(mayBegin);
        next.ifPresentOrElse(this::take, () -> taken--);
        return next;
    }

    private void take(RunnableJob runnable) {
        var job = runnable.job();
        remove(job.id());
        var own = line(job).remove(caller(job));
        if (own != null) {
            line(job).put(caller(job), own); // the others come first now
        }
    }

    private LinkedHashMap<String, LinkedHashMap<JobId, RunnableJob>> line(Job job) {
        return lines.computeIfAbsent(job.order().priority(), _ -> new LinkedHashMap<>());
    }

    private Optional<RunnableJob> inTurn(Predicate<String> mayBegin) {
        return lines.values().stream()
                .flatMap(line -> line.values().stream())
                .flatMap(own -> first(own, mayBegin).stream())
                .findFirst();
    }

    private static Optional<RunnableJob> first(Map<JobId, RunnableJob> all, Predicate<String> mayBegin) {
        return all.values().stream()
                .filter(runnable -> mayBegin.test(kind(runnable)))
                .findFirst();
    }

    /** Takes a job out; nothing if it does not wait here. */
    Optional<RunnableJob> remove(JobId id) {
        var runnable = arrivals.remove(id);
        if (runnable == null) {
            return Optional.empty();
        }
        var job = runnable.job();
        line(job).computeIfPresent(caller(job), (_, own) -> {
            own.remove(id);
            return own.isEmpty() ? null : own;
        });
        sizes.merge(job.order().priority(), -1, Integer::sum);
        kinds.merge(kind(runnable), -1, Integer::sum);
        return Optional.of(runnable);
    }

    Stream<RunnableJob> all() {
        return arrivals.values().stream();
    }

    int size() {
        return arrivals.size();
    }

    /** How many of this priority or a higher one wait. */
    int before(Priority priority) {
        int before = 0;
        for (var size : sizes.entrySet()) {
            before += size.getKey().compareTo(priority) <= 0 ? size.getValue() : 0;
        }
        return before;
    }

    /** How many jobs of a principal wait. */
    int of(String principal) {
        return lines.values().stream()
                .mapToInt(line -> line.getOrDefault(principal, NONE).size())
                .sum();
    }

    /** How many jobs of a kind wait. */
    int ofKind(String kind) {
        return kinds.getOrDefault(kind, 0);
    }

    static String kind(RunnableJob runnable) {
        return runnable.job().plan().work().kind();
    }

    private static String caller(Job job) {
        return job.caller().principal().orElse(job.caller().correlationId());
    }
}
