package dev.kintsugi.report.analytics;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.report.analytics.window.Window;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What counting a failure adds to it: with messages that come again, and with those of which none equals another. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AnalyticsBench {

    private final FailureLog log = FailureLogs.of((_, _) -> {}, Clock.systemUTC());
    private final List<Failure> common = IntStream.range(0, 1024)
            .mapToObj(
                    i -> failure("there is no model named 'model-" + i + "'; GET /v1/models lists those there are", i))
            .toList();
    private final List<Failure> distinct = IntStream.range(0, 4096)
            .mapToObj(i -> failure("a message with a word of its own: " + word(i) + ", whatever that means", i))
            .toList();
    private int next;

    private static String word(int number) {
        return Integer.toString(number, 26)
                .chars()
                .collect(
                        StringBuilder::new,
                        (word, c) -> word.append((char) (Character.isDigit(c) ? 'A' + c - '0' : c)),
                        StringBuilder::append)
                .toString();
    }

    private static Failure failure(String message, int number) {
        var types = FailureType.values();
        return new Failure(
                types[number % types.length],
                Severity.LOW,
                message,
                "",
                new FailureContext("0123456789abcdef", "http", "", "", "", Map.of()),
                List.of(),
                Instant.now());
    }

    @Benchmark
    public void equalMessages() {
        log.refused(common.get(next++ & 1023), "image_generation", "made-up");
    }

    @Benchmark
    public void distinctMessages() {
        log.refused(distinct.get(next++ & 4095), "image_generation", "made-up");
    }

    @Benchmark
    @Threads(2)
    public void equalMessagesOfTwoThreads() {
        log.refused(common.get(next++ & 1023), "image_generation", "made-up");
    }

    /** Not per failure. */
    @Benchmark
    public Summary summary() {
        return log.summary(Window.DAY);
    }
}
