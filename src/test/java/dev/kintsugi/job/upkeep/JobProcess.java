package dev.kintsugi.job.upkeep;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.QuickGenerations;
import dev.kintsugi.generation.preflight.PoisonRequests;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.drain.DrainHolds;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.service.JobControl;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.job.store.CheckpointStore;
import dev.kintsugi.job.store.FallbackStore;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.support.SupportTicket;
import dev.kintsugi.job.support.TicketStore;
import dev.kintsugi.job.worker.JobWorker;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.pipeline.plan.SafePlans;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.runtime.device.RuntimeSettings;
import dev.kintsugi.runtime.device.TestSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Everything of a process that takes care of jobs, put together as in the service, around generations that take no time. What may
 * block runs on the thread of the test, when that says so.
 */
final class JobProcess implements AutoCloseable {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private volatile BreakerState breaker = new BreakerState.Closed();
    final QuickGenerations generations;
    final DrainState draining;
    final DrainHolds holds;
    final JobQueue queue;
    final JobService service;
    final JobWorker worker;
    final JobControl control;
    final Sweeper sweeper;
    final PoisonRequests poison;
    final PostponedJobs postponed;
    final Drain drain;

    /**
     * What a process may run at the same time.
     *
     * @param images how many of them may be images; empty for all
     */
    record Limits(int workers, Optional<Integer> images) {}

    /** @param contents is shared by all processes that have the same store */
    JobProcess(JobStore store, ArtifactStore contents, JobSignals signals, Clock clock, long seed) {
        this(store, contents, signals, clock, new Random(seed), new Limits(1, Optional.empty()));
    }

    JobProcess(JobStore store, ArtifactStore contents, JobSignals signals, Clock clock, Random random, Limits limits) {
        this.generations = new QuickGenerations(clock);
        var wired = new Wired()
                .with(Clock.class, clock)
                .with(RandomGenerator.class, random)
                .with(Executor.class, (Executor) tasks::add)
                .with(ScheduledExecutorService.class, scheduler)
                .with(RuntimeSettings.class, TestSettings.concurrent(limits.workers()))
                .with(JobSettings.class, new Usual(limits.images()))
                .with(JobStore.class, store)
                .with(ArtifactStore.class, contents)
                .with(CheckpointStore.class, new NoCheckpoints())
                .with(FallbackStore.class, new NothingHeld())
                .with(TicketStore.class, new NoTickets())
                .with(JobSignals.class, signals)
                .with(GenerationService.class, generations)
                .with(String.class, "1") // the version of the service
                .with(SafePlans.class, null) // no process is killed so often that its jobs are made lighter
                .with(List.class, List.of()) // of listeners
                .with(Breakers.class, new OneBreaker())
                .with(
                        ModelRepository.class,
                        new ModelRepository(InstalledModels.folders(Path.of("target/no-models")), clock))
                .with(Classification.class, new Classification(List.of(), clock));
        this.queue = wired.get(JobQueue.class);
        this.draining = wired.get(DrainState.class);
        this.holds = wired.get(DrainHolds.class);
        this.service = wired.get(JobService.class);
        this.worker = wired.get(JobWorker.class);
        this.control = wired.get(JobControl.class);
        this.sweeper = wired.get(Sweeper.class);
        this.poison = wired.get(PoisonRequests.class);
        this.postponed = wired.get(PostponedJobs.class);
        this.drain = wired.get(Drain.class);
    }

    /** Does all that waits to be done. */
    void run() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** From now on the breakers of all models stand so. */
    void breakers(BreakerState state) {
        breaker = state;
    }

    private final class OneBreaker implements Breakers {
        @Override
        public BreakerState state(Variant variant, WorkKind kind) {
            return breaker;
        }

        @Override
        public void repaired(ModelId model) {}
    }

    /** Whether no generation that runs is wanted any more. */
    boolean areAllCancelled() {
        return queue.claimed().stream().allMatch(runnable -> generations.isCancelled(runnable.generation()));
    }

    /** Does what waits to be done until something has happened; not for ever. */
    boolean runUntil(BooleanSupplier happened) {
        var until = System.nanoTime() + PATIENCE_NANOS;
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            run();
            LockSupport.parkNanos(200_000);
        }
        return true;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    private record AtOnce(Optional<Integer> concurrency) implements JobSettings.KindLimit {
        @Override
        public Optional<Integer> queue() {
            return Optional.empty();
        }
    }

    private record Usual(Optional<Integer> images) implements JobSettings {
        @Override
        public int queue() {
            return 16;
        }

        @Override
        public Kinds kinds() {
            return new Kinds() {
                @Override
                public KindLimit image() {
                    return new AtOnce(images);
                }

                @Override
                public KindLimit tensor() {
                    return new AtOnce(Optional.empty());
                }
            };
        }

        @Override
        public int parked() {
            return 16;
        }

        @Override
        public int attempts() {
            return 9;
        }

        @Override
        public int lighterAfter() {
            return 9;
        }

        @Override
        public int lostAttempts() {
            return 2;
        }

        @Override
        public Duration lease() {
            return Duration.ofSeconds(9);
        }

        @Override
        public Duration checkpointAfter() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration drain() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration handBack() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration heartbeat() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration sweepEvery() {
            return Duration.ofSeconds(1);
        }
    }

    private static final class NothingHeld implements FallbackStore {
        @Override
        public void hold(Job job) {
            throw new UnsupportedOperationException("no caller waits for its answer here");
        }

        @Override
        public boolean isHeld(JobId job) {
            return false;
        }

        @Override
        public boolean isHeld(String digest) {
            return false;
        }

        @Override
        public void flush() {}
    }

    private static final class NoTickets implements TicketStore {
        @Override
        public void keep(SupportTicket ticket) {}

        @Override
        public void remove(SupportTicket ticket) {}

        @Override
        public List<SupportTicket> all() {
            return List.of();
        }
    }

    private static final class NoCheckpoints implements CheckpointStore {
        @Override
        public Optional<byte[]> find(JobId job, String name) {
            return Optional.empty();
        }

        @Override
        public void keep(JobId job, String name, byte[] content) {}

        @Override
        public void forget(JobId job) {}
    }
}
