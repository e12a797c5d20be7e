package dev.kintsugi.recovery;

import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.decision.Decider;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.learning.Experience;
import dev.kintsugi.recovery.learning.LearnedOrder;
import dev.kintsugi.recovery.trail.TrailStep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How much memory the kernel holds that has met everything: every type of failure, on ten models and two devices, answered by
 * every strategy, and a thousand operations under way. Measured as what is left after garbage collections of many kernels.
 */
public final class KernelMemory {

    private static final int KERNELS = 10;
    private static final int MODELS = 10;
    private static final int OPERATIONS = 1000;

    private KernelMemory() {}

    public static void main(String[] arguments) {
        kernel(); // classes are loaded
        var before = used();
        var kernels = new ArrayList<List<Object>>();
        for (int i = 0; i < KERNELS; i++) {
            kernels.add(kernel());
        }
        var each = (used() - before) / KERNELS;
        IO.println("a kernel of " + kernels.size() + " holds " + each / 1000 + " kB");
    }

    private static List<Object> kernel() {
        var clock = Clock.systemUTC();
        var experience = new Experience(Duration.ofDays(1));
        for (var type : FailureType.values()) {
            for (int model = 0; model < MODELS; model++) {
                for (var device : List.of("cpu", "cuda:0")) {
                    for (var strategy : RecoveryStrategy.values()) {
                        experience.note(
                                step(type, "model-" + model, device, strategy, clock.instant()), clock.instant());
                    }
                }
            }
        }
        var kept = new ArrayList<Object>();
        kept.add(experience);
        kept.add(new RetryBudget(0.2, 2, Duration.ofSeconds(10), clock));
        var order = new LearnedOrder(FailureCatalog.STANDARD, experience);
        kept.add(new Decider<Integer>((_, _, _) -> List.of(), RetrySchedule.DEFAULT, order));
        kept.add(new Classification(List.of(), ShippedClassifiers.all(), FailureCatalog.STANDARD, clock));
        for (int i = 0; i < OPERATIONS; i++) {
            var incident = new Incident<>(i, RecoveryPolicy.ANY, new Budget(5, 3, Instant.MAX), _ -> {}, clock);
            incident.failed(failure(FailureType.VRAM_EXHAUSTION, "model", "cpu", clock.instant()));
            incident.retrying(Duration.ZERO);
            kept.add(incident);
        }
        return kept;
    }

    private static TrailStep step(
            FailureType type, String model, String device, RecoveryStrategy strategy, Instant now) {
        return new TrailStep(
                1,
                failure(type, model, device, now),
                strategy,
                "did something",
                null,
                now,
                Duration.ofMillis(20),
                TrailStep.Result.WORKED,
                false);
    }

    private static Failure failure(FailureType type, String model, String device, Instant now) {
        var context = new FailureContext("correlation", "image_generation", model, device, "decode", Map.of());
        return new Failure(type, Severity.HIGH, "it failed", "it failed", context, List.of(), now);
    }

    private static long used() {
        var runtime = Runtime.getRuntime();
        var least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
