package dev.kintsugi.recovery;

import ai.onnxruntime.OrtException;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.classification.FailureRule;
import dev.kintsugi.recovery.decision.Attempt;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Decider;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.trail.Outcome;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What recovery costs: {@code direct} against {@code recovered} is the price of a call that does not fail. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecoveryBench {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Budget BUDGET = new Budget(5, 3, NOW.plusSeconds(60));

    private final Clock clock = Clock.systemUTC();
    private final Classification classification = new Classification(
            List.of(new FailureRule(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(Pattern.compile("quota of \\d+ files")),
                    FailureType.STORAGE_SPACE_INSUFFICIENT)),
            ShippedClassifiers.all(),
            FailureCatalog.STANDARD,
            clock);
    private final Decider<Integer> decider = new Decider<>(RecoveryBench::remedies, RetrySchedule.DEFAULT);
    private final Recovery<Integer> recovery = new Recovery<>(
            classification,
            decider,
            new Pause(
                    Executors.newSingleThreadScheduledExecutor(daemon -> {
                        var thread = new Thread(daemon);
                        thread.setDaemon(true);
                        return thread;
                    }),
                    new Random(1)),
            new RetryBudget(0.2, 10, Duration.ofSeconds(10), clock));
    /** What ONNX Runtime throws when its arena is full, inside what the layers above make of it. */
    private final Throwable thrown = new IllegalStateException(new RuntimeException(new OrtException(
            OrtException.OrtErrorCode.ORT_FAIL,
            "Non-zero status code returned while running FusedMatMul node. Name:'a'"
                    + " Status Message: bfc_arena.cc:359 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool,"
                    + " onnxruntime::Stream*) Available memory of 37053952 is smaller than requested bytes of"
                    + " 81920000")));

    /** What nobody knows, so that every classifier and rule is asked about all of it. */
    private final Throwable unknown =
            new IllegalStateException(new RuntimeException(new UncheckedIOException(new IOException("unheard of"))));

    private static List<Remedy<Integer>> remedies(RecoveryStrategy strategy, Failure failure, Integer plan) {
        return strategy == RecoveryStrategy.PARAMETER_ADJUSTMENT && plan > 1
                ? List.of(new Remedy.Replan<>(
                        strategy, plan / 2, new Change("size", plan.toString(), String.valueOf(plan / 2), 0.1)))
                : List.of();
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    public Integer direct() {
        return Uni.createFrom().item(8).await().indefinitely();
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    public Outcome<Integer> recovered() {
        var incident = new Incident<>(8, RecoveryPolicy.ANY, BUDGET, step -> {}, clock);
        return recovery.run(incident, plan -> Uni.createFrom().item(plan), _ -> FailureContext.NONE)
                .await()
                .indefinitely();
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public Decision<Integer> classifyAndDecide() {
        return decide(thrown);
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public Decision<Integer> classifyAndDecideUnknown() {
        return decide(unknown);
    }

    private Decision<Integer> decide(Throwable from) {
        var failure = classification.classify(from, FailureContext.NONE);
        return decider.decide(List.of(new Attempt<>(8, null, false, failure)), RecoveryPolicy.ANY, BUDGET, NOW);
    }
}
