package dev.kintsugi.generation.preflight;

import dev.kintsugi.capacity.memory.SmallDevice;
import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.GenerationSettings;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.generation.breaker.BenchBreakers;
import dev.kintsugi.generation.breaker.ModelBreakers;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.learning.Experience;
import dev.kintsugi.recovery.trail.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a request without a failure pays for recovery: {@link #around} is all that is done beside drawing, with forecasts
 * that know the model, breakers that are closed, and learning; the others are parts of it.
 */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NoFailureBench {

    private final Clock clock = Clock.systemUTC();
    private final RetryBudget retries = new RetryBudget(0.2, 2, Duration.ofSeconds(10), clock);
    private SmallDevice device;
    private TimeForecast times;
    private PreflightAdjustment preflight;
    private OutcomeLearning learning;
    private ModelBreakers breakers;
    private Plan plan;
    private Result drawn;

    @Setup
    public void install() throws IOException {
        var bench = new Workbench(Files.createTempDirectory("kintsugi-bench"));
        var limits = new Limits();
        device = new SmallDevice("2G");
        times = new TimeForecast(bench.repository);
        plan = bench.plan("shapes-diffusion", "a red star");
        drawn = new Result(List.of(), plan);
        for (int steps = 4; steps < 40; steps++) {
            times.worked(
                    plan.withWork(plan.work(ImageWork.class).withSteps(steps)), Duration.ofMillis(30 + 10L * steps));
        }
        var knownGood = new KnownGood(bench.repository, Duration.ofMinutes(1));
        var memory = new MemoryForecast(bench.repository, device.memory());
        preflight = new PreflightAdjustment(knownGood, memory, times, limits, clock);
        var poison = new PoisonRequests("1", clock);
        learning = new OutcomeLearning(knownGood, memory, new Experience(Duration.ofDays(1)), poison, clock);
        breakers = BenchBreakers.of(bench, clock);
    }

    @TearDown
    public void close() {
        device.close();
    }

    @Benchmark
    public Outcome<Result> around() {
        var generation = begun();
        preflight.adjust(generation);
        var result = guarded();
        times.worked(plan, Duration.ofMillis(230));
        var outcome = generation.incident().succeeded(result);
        learning.learn(generation, outcome);
        return outcome;
    }

    @Benchmark
    public Generation begun() {
        var budget = new Budget(5, 3, Instant.MAX);
        var incident = new Incident<>(plan, RecoveryPolicy.ANY, budget, learning.learning(_ -> {}), clock);
        return new Generation(
                "job", plan, incident, FailureContext.NONE, Checkpoint.NONE, new Generation.Audience(_ -> {}, 0));
    }

    @Benchmark
    public Plan foreseen() {
        var generation = begun();
        preflight.adjust(generation);
        return generation.incident().plan();
    }

    @Benchmark
    public Result guarded() {
        return breakers.guard(
                plan.variant(),
                plan.work().kind(),
                () -> {
                    retries.first();
                    return drawn;
                },
                Result.class);
    }

    @Benchmark
    public long learned() {
        times.worked(plan, Duration.ofMillis(230));
        return times.changes();
    }

    /** The settings of a service of which none was set. */
    private record Limits() implements GenerationSettings {

        @Override
        public int attempts() {
            return 5;
        }

        @Override
        public int failedStrategies() {
            return 3;
        }

        @Override
        public Duration deadline() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Duration attemptTimeout() {
            return Duration.ofMinutes(1);
        }
    }
}
