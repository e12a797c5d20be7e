package dev.kintsugi.store.jobs;

import dev.kintsugi.job.ArtifactRef;
import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.store.EventBatch;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.job.store.Retention;
import dev.kintsugi.pipeline.work.WorkKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jobs in memory: gone when the process ends. The plainest store there can be, with which the others are compared. */
public class MemoryJobStore implements JobStore {

    private static final Comparator<Kept> URGENT = Comparator.<Kept, Integer>comparing(
                    kept -> kept.job.order().priority().ordinal())
            .thenComparing(kept -> kept.number);

    /** A job with what belongs to it. */
    private static final class Kept {
        private final long number;
        private final List<JobEvent> events = new ArrayList<>();
        private Job job;
        private String owner = "";
        private Instant until = Instant.EPOCH;
        private long last;
        private Optional<JobEvent> preview = Optional.empty();

        private Kept(long number, Job job) {
            this.number = number;
            this.job = job;
        }
    }

    private final Map<JobId, Kept> jobs = new LinkedHashMap<>();
    private final Set<String> unused = new TreeSet<>();
    private final Map<String, Instant> instances = new HashMap<>();
    private long numbers;

    @Override
    public synchronized Job add(Job job, Lease lease, JobEvent... events) {
        var before = find(job.caller());
        if (before.isPresent()) {
            return before.get();
        }
        var kept = new Kept(++numbers, job);
        jobs.put(job.id(), kept);
        give(kept, kept.job, lease);
        Stream.of(events).forEach(this::append);
        return job;
    }

    private static Job give(Kept kept, Job job, Lease lease) {
        kept.job = job;
        kept.owner = lease.owner();
        kept.until = lease.until();
        return job;
    }

    /** Keeps a job as it stands, whatever there is of it or of its key. */
    synchronized void put(Job job) {
        jobs.put(job.id(), new Kept(++numbers, job));
    }

    @Override
    public synchronized Optional<Job> find(Caller caller) {
        return all().stream().filter(job -> caller.repeats(job.caller())).findFirst();
    }

    @Override
    public synchronized Optional<Job> find(JobId id) {
        return Optional.ofNullable(jobs.get(id)).map(kept -> kept.job);
    }

    @Override
    public synchronized Set<JobId> unfinished() {
        return all().stream()
                .filter(job -> !job.state().hasEnded())
                .map(Job::id)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized boolean replace(Job seen, Job next) {
        var kept = jobs.get(seen.id());
        if (kept == null
                || !kept.job.state().code().equals(seen.state().code())
                || kept.job.attempt() != seen.attempt()) {
            return false;
        }
        kept.job = next;
        letGo(kept);
        return true;
    }

    @Override
    public synchronized Optional<Job> take(JobId id, Lease lease) {
        return Optional.ofNullable(jobs.get(id))
                .filter(kept -> isQueued(kept) || isAbandoned(kept, lease))
                .map(kept -> begin(kept, lease));
    }

    @Override
    public synchronized Optional<Job> claim(Lease lease, Set<WorkKind> kinds) {
        return urgent(kept -> !kept.owner.equals(lease.owner())
                        && kinds.contains(kept.job.plan().work().kind())
                        && (isQueued(kept) && !kept.owner.isEmpty() || isAbandoned(kept, lease)))
                .findFirst()
                .map(kept -> begin(kept, lease));
    }

    @Override
    public synchronized List<Job> adopt(Lease lease, int most) {
        var abandoned = urgent(kept -> isAbandoned(kept, lease) && !(isQueued(kept) && isAlive(kept.owner, lease)))
                .limit(most)
                .toList();
        return abandoned.stream()
                .map(kept -> give(kept, found(kept, lease).left(), lease))
                .toList();
    }

    @Override
    public synchronized List<JobId> renew(Collection<JobId> ids, Lease lease) {
        var own = ids.stream()
                .map(jobs::get)
                .filter(kept -> kept != null
                        && isOpen(kept)
                        && List.of("", lease.owner()).contains(kept.owner))
                .toList();
        instances.put(lease.owner(), lease.until());
        own.forEach(kept -> give(kept, kept.job, lease));
        return own.stream().map(kept -> kept.job.id()).toList();
    }

    @Override
    public synchronized List<JobId> waiting(Lease lease) {
        return urgent(kept -> isQueued(kept) && kept.owner.equals(lease.owner()) && isAbandoned(kept, lease))
                .map(kept -> kept.job.id())
                .toList();
    }

    @Override
    public synchronized void release(String owner) {
        jobs.values().stream()
                .filter(kept -> kept.owner.equals(owner) && isQueued(kept))
                .forEach(MemoryJobStore::letGo);
    }

    private Stream<Kept> urgent(Predicate<Kept> which) {
        return jobs.values().stream().filter(which).sorted(URGENT);
    }

    private boolean isAlive(String owner, Lease lease) {
        return !instances.getOrDefault(owner, Instant.MIN).isBefore(lease.now());
    }

    private static boolean isQueued(Kept kept) {
        return kept.job.state() instanceof JobState.Queued;
    }

    private static boolean isAbandoned(Kept kept, Lease lease) {
        return isOpen(kept) && kept.until.isBefore(lease.now());
    }

    private static boolean isOpen(Kept kept) {
        return isQueued(kept) || kept.job.state() instanceof JobState.Running;
    }

    /** A job as it is taken or adopted: no attempt counts that its owner, who lives, has lost. */
    private Job found(Kept kept, Lease lease) {
        return kept.owner.equals(lease.owner()) || isAlive(kept.owner, lease) ? kept.job.lost() : kept.job;
    }

    private Job begin(Kept kept, Lease lease) {
        return give(kept, found(kept, lease).begun(lease.now()), lease);
    }

    private static void letGo(Kept kept) {
        kept.owner = "";
        kept.until = kept.job.notBefore();
    }

    @Override
    public synchronized boolean append(EventBatch batch) {
        var kept = jobs.get(batch.job());
        if (kept == null || kept.last > batch.reserved()) {
            return false;
        }
        kept.last = Math.max(kept.last, batch.reserve());
        for (var event : batch.events()) {
            if (event.isPreview()) {
                kept.preview = Optional.of(event);
            } else {
                kept.events.add(event);
            }
        }
        return true;
    }

    @Override
    public synchronized List<JobEvent> events(JobId id, long after) {
        var kept = jobs.get(id);
        if (kept == null) {
            return List.of();
        }
        var preview = kept.preview.filter(_ -> !kept.job.state().hasEnded()).stream();
        return Stream.concat(kept.events.stream(), preview)
                .filter(event -> event.seq() > after)
                .sorted(Comparator.comparingLong(JobEvent::seq))
                .toList();
    }

    @Override
    public synchronized long lastEvent(JobId id) {
        return Optional.ofNullable(jobs.get(id)).map(kept -> kept.last).orElse(0L);
    }

    @Override
    public synchronized JobQuery.Page list(JobQuery query) {
        var all = jobs.values().stream()
                .filter(kept -> kept.number < query.before().orElse(Long.MAX_VALUE))
                .filter(kept -> query.takes(kept.job))
                .sorted(Comparator.comparing((Kept kept) -> kept.number).reversed())
                .toList();
        var page = all.stream().limit(query.limit()).toList();
        return new JobQuery.Page(
                page.stream().map(kept -> kept.job).toList(),
                all.size() > page.size() ? OptionalLong.of(page.getLast().number) : OptionalLong.empty());
    }

    @Override
    public void check() {} // memory is there

    synchronized List<Job> all() {
        return jobs.values().stream().map(kept -> kept.job).toList();
    }

    synchronized void remove(JobId id) {
        jobs.remove(id);
    }

    @Override
    public synchronized List<String> forget(Retention limits, Instant now) {
        var ended = jobs.values().stream()
                .filter(kept -> kept.job.state().hasEnded())
                .sorted(Comparator.<Kept, Instant>comparing(
                                kept -> kept.job.state().ended().orElseThrow())
                        .thenComparing(kept -> kept.number)
                        .reversed())
                .toList();
        var gone = new ArrayList<Kept>();
        long bytes = 0;
        for (int i = 0; i < ended.size(); i++) {
            bytes += ended.get(i).job.artifacts().mapToLong(ArtifactRef::bytes).sum();
            var at = ended.get(i).job.state().ended().orElseThrow();
            if (i > 0 && (i >= limits.jobs() || bytes > limits.bytes() || at.isBefore(now.minus(limits.age())))) {
                gone.add(ended.get(i));
            }
        }
        gone.forEach(kept -> jobs.remove(kept.job.id()));
        gone.stream().flatMap(MemoryJobStore::digests).forEach(unused::add);
        return unused.stream().filter(digest -> !isNeeded(digest)).toList();
    }

    private static Stream<String> digests(Kept kept) {
        return kept.job.artifacts().map(ArtifactRef::digest);
    }

    @Override
    public synchronized boolean isNeeded(String digest) {
        return jobs.values().stream().flatMap(MemoryJobStore::digests).anyMatch(digest::equals);
    }

    @Override
    public synchronized void deleted(String digest) {
        unused.remove(digest);
    }
}
