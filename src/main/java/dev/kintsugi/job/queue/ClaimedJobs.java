package dev.kintsugi.job.queue;

import dev.kintsugi.job.JobId;
import dev.kintsugi.pipeline.work.WorkKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The jobs that workers have, and how many workers that are. Jobs that are begun together have one; a job that is computed has
 * none, although it is here until its result is written.
 */
final class ClaimedJobs {

    private final Map<JobId, RunnableJob> jobs = new HashMap<>();

    /** Of those that were begun together with another one: with which. */
    private final Map<JobId, JobId> companions = new HashMap<>();

    private final Set<JobId> computed = new HashSet<>();
    private final Set<WorkerSlot> slots = new HashSet<>();

    /** How many are being computed on each worker, by the job that was begun first there. */
    private final Map<JobId, Integer> busy = new HashMap<>();

    private final Map<WorkKind, Integer> workers = new EnumMap<>(WorkKind.class);

    /** A worker has a job. */
    void add(RunnableJob runnable) {
        add(runnable, runnable.job().id());
    }

    /** Each of some has a worker. */
    List<RunnableJob> addAll(List<RunnableJob> some) {
        some.forEach(this::add);
        return some;
    }

    /** The worker of another job has this one too. */
    void addTo(RunnableJob first, RunnableJob companion) {
        var id = first.job().id();
        add(companion, first(id));
    }

    private void add(RunnableJob runnable, JobId first) {
        var id = runnable.job().id();
        remove(id);
        jobs.put(id, runnable);
        if (!id.equals(first)) {
            companions.put(id, first);
        }
        if (busy.merge(first, 1, Integer::sum) == 1) {
            workers.merge(runnable.kind(), 1, Integer::sum);
        }
    }

    /** Keeps a worker for a job of some kinds that is looked for. */
    WorkerSlot keep(Set<WorkKind> kinds) {
        var slot = new WorkerSlot(kinds);
        slots.add(slot);
        return slot;
    }

    /** No effect if it was removed before. */
    void remove(WorkerSlot slot) {
        slots.remove(slot);
    }

    /** Jobs of some kinds cannot begin: workers that are kept for one of these are wanted. */
    void want(Set<WorkKind> kinds) {
        slots.stream()
                .filter(slot -> !Collections.disjoint(slot.kinds(), kinds))
                .forEach(WorkerSlot::want);
    }

    /** A job is computed. */
    void computed(JobId id) {
        var runnable = jobs.get(id);
        if (runnable != null && computed.add(id)) {
            rest(runnable);
        }
    }

    /** No worker has a job any more; nothing if none had it. */
    Optional<RunnableJob> remove(JobId id) {
        var runnable = jobs.remove(id);
        if (runnable == null) {
            return Optional.empty();
        }
        if (!computed.remove(id)) {
            rest(runnable);
        }
        companions.remove(id);
        return Optional.of(runnable);
    }

    private void rest(RunnableJob runnable) {
        var first = first(runnable.job().id());
        var left = busy.getOrDefault(first, 0) - 1;
        if (left > 0) {
            busy.put(first, left);
        } else {
            busy.remove(first);
            workers.merge(runnable.kind(), -1, Integer::sum);
        }
    }

    private JobId first(JobId id) {
        return companions.getOrDefault(id, id);
    }

    Optional<RunnableJob> find(JobId id) {
        return Optional.ofNullable(jobs.get(id));
    }

    List<RunnableJob> all() {
        return List.copyOf(jobs.values());
    }

    int size() {
        return jobs.size();
    }

    /** How many jobs are of a kind. */
    int count(WorkKind kind) {
        return (int) jobs.values().stream()
                .filter(runnable -> runnable.kind() == kind)
                .count();
    }

    /** How much there is to compute in the jobs of a kind. */
    long amount(WorkKind kind) {
        return jobs.values().stream()
                .filter(runnable -> runnable.kind() == kind)
                .mapToLong(RunnableJob::amount)
                .sum();
    }

    /** How many jobs are of some kinds, those included that workers are kept for and that may turn out to be. */
    int ofKinds(Set<WorkKind> some) {
        var kept = slots.stream()
                .filter(slot -> !Collections.disjoint(slot.kinds(), some))
                .count();
        return some.stream().mapToInt(this::count).sum() + (int) kept;
    }

    /** How many jobs are not computed yet. */
    int uncomputed() {
        return jobs.size() - computed.size();
    }

    /** One job of each worker, of the worker with the fewest first. */
    Stream<RunnableJob> hosts() {
        return busy.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .flatMap(worker -> jobs.values().stream()
                        .filter(runnable -> isComputedOn(runnable.job().id(), worker.getKey()))
                        .limit(1));
    }

    private boolean isComputedOn(JobId id, JobId first) {
        return !computed.contains(id) && first(id).equals(first);
    }

    /** Whether one more than a job and those beside it may be computed on its worker, and as many results are not unwritten. */
    boolean hasRoom(RunnableJob host, int most) {
        var id = host.job().id();
        var first = first(id);
        var unwritten =
                computed.stream().filter(done -> first(done).equals(first)).count();
        return jobs.containsKey(id) && !computed.contains(id) && busy.getOrDefault(first, 0) < most && unwritten < most;
    }

    /** How many workers compute. */
    int workers() {
        return busy.size();
    }

    /** How many workers are kept for jobs that are looked for. */
    int slots() {
        return slots.size();
    }

    /** How many workers a kind has, those included that may be kept for it. */
    int workers(WorkKind kind) {
        var kept = slots.stream().filter(slot -> slot.kinds().contains(kind)).count();
        return workers.getOrDefault(kind, 0) + (int) kept;
    }

    /** How many workers the jobs had whose results are being written. */
    int writing() {
        return (int) computed.stream().map(this::first).distinct().count();
    }
}
