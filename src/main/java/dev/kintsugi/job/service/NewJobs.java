package dev.kintsugi.job.service;

import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Durability;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.job.JobSpec;
import dev.kintsugi.job.ownership.Leases;
import dev.kintsugi.job.store.FallbackStore;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes jobs of requests and keeps them. */
@ApplicationScoped
class NewJobs {

    /** A job that is kept or held, and why it could not be kept. */
    record Entry(Job job, Optional<RuntimeException> unkept) {}

    private final JobStore store;
    private final FallbackStore fallback;
    private final Leases leases;
    private final RandomGenerator random;
    private final Clock clock;

    NewJobs(JobStore store, FallbackStore fallback, Leases leases, RandomGenerator random, Clock clock) {
        this.store = store;
        this.fallback = fallback;
        this.leases = leases;
        this.random = random;
        this.clock = clock;
    }

    /** The job for which a caller has used its idempotency key before. Blocks. */
    Optional<Job> before(Caller caller) {
        return caller.idempotencyKey().isEmpty() ? Optional.empty() : store.find(caller);
    }

    /** A job that is accepted now and not kept yet. */
    Job of(JobRequest asked, Plan plan) {
        var now = clock.instant();
        var order = new JobSpec(
                asked.what().kept(), plan, asked.priority(), asked.within().map(now::plus));
        return Job.accepted(JobId.random(random), asked.caller(), order, now);
    }

    /**
     * Keeps a job with its first event, or holds it in memory if its caller waits and wants it all the same. Not if the
     * caller has an idempotency key: a job of that key may be kept already, and the store cannot be asked. Blocks.
     */
    Entry keep(Job job, JobEvent queued, JobRequest asked) {
        try {
            return new Entry(store.add(job, leases.lease(), queued), Optional.empty());
        } catch (RuntimeException e) {
            if (asked.keeping() == Durability.REQUIRED
                    || asked.caller().idempotencyKey().isPresent()
                    || asked.what().policy().reach() == RecoveryPolicy.RecoveryScope.NONE) {
                throw e;
            }
            fallback.hold(job);
            store.append(queued);
            return new Entry(job, Optional.of(e));
        }
    }
}
