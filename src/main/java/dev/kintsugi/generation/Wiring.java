package dev.kintsugi.generation;

import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.pipeline.PlanRemedies;
import dev.kintsugi.recovery.Classification;
import dev.kintsugi.recovery.Decider;
import dev.kintsugi.recovery.FailureClassifier;
import dev.kintsugi.recovery.Pause;
import dev.kintsugi.recovery.Recovery;
import dev.kintsugi.recovery.RetrySchedule;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** Gives the kernel, which knows nothing of CDI, its parts. */
class Wiring {

    /** Made at the start, so that a rule that is wrong ends it. The classifiers come in the order of their priority. */
    @Produces
    @Singleton
    @Startup
    Classification classification(FailureRuleSettings settings, @All List<FailureClassifier> classifiers, Clock clock) {
        return new Classification(ConfiguredRules.of(settings), classifiers, clock);
    }

    @Produces
    @Singleton
    Recovery<Plan> recovery(
            Classification classification,
            PlanRemedies remedies,
            ScheduledExecutorService scheduler,
            RandomGenerator random) {
        return new Recovery<>(
                classification, new Decider<>(remedies, RetrySchedule.DEFAULT), new Pause(scheduler, random));
    }

    @Produces
    @Singleton
    RandomGenerator random() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    @Blocking
    Executor blocking() {
        return Infrastructure.getDefaultWorkerPool();
    }
}
