package dev.kintsugi.generation;

import dev.kintsugi.generation.custom.CustomRemedies;
import dev.kintsugi.generation.settings.ConfiguredRules;
import dev.kintsugi.generation.settings.FailureOverrides;
import dev.kintsugi.generation.settings.FailureRuleSettings;
import dev.kintsugi.generation.settings.FailureSettings;
import dev.kintsugi.generation.settings.LearningSettings;
import dev.kintsugi.generation.settings.RetrySettings;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.Pause;
import dev.kintsugi.recovery.Recovery;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.decision.Decider;
import dev.kintsugi.recovery.decision.StrategyOrder;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.learning.Experience;
import dev.kintsugi.recovery.learning.LearnedOrder;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** Gives the kernel, which knows nothing of CDI, its parts. */
class KernelProducers {

    /** Made at the start, so that a setting that is wrong ends it. The classifiers come in the order of their priority. */
    @Produces
    @Singleton
    @Startup
    FailureCatalog catalog(FailureSettings settings) {
        return FailureOverrides.catalog(settings.types());
    }

    @Produces
    @Singleton
    @Startup
    Classification classification(
            FailureRuleSettings settings,
            @All List<FailureClassifier> classifiers,
            FailureCatalog catalog,
            Clock clock) {
        return new Classification(ConfiguredRules.of(settings), classifiers, catalog, clock);
    }

    @Produces
    @Singleton
    Recovery<Plan> recovery(
            Classification classification,
            CustomRemedies remedies,
            StrategyOrder order,
            RetrySchedule schedule,
            ScheduledExecutorService scheduler,
            RandomGenerator random,
            RetryBudget retries) {
        return new Recovery<>(
                classification, new Decider<>(remedies, schedule, order), new Pause(scheduler, random), retries);
    }

    @Produces
    @Singleton
    RetrySchedule schedule(FailureSettings settings) {
        return FailureOverrides.schedule(settings.types());
    }

    @Produces
    @Singleton
    StrategyOrder order(FailureCatalog catalog, Experience experience) {
        return new LearnedOrder(catalog, experience).withCustom();
    }

    @Produces
    @Singleton
    Experience experience(LearningSettings settings) {
        return new Experience(settings.halfLife());
    }

    @Produces
    @Singleton
    RetryBudget retries(RetrySettings settings, Clock clock) {
        return new RetryBudget(settings.share(), settings.minPerSecond(), settings.window(), clock);
    }

    @Produces
    @Singleton
    RandomGenerator random() {
        return new SecureRandom();
    }
}
