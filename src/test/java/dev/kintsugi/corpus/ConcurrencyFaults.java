package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.FailureType.*;

import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.faulttolerance.api.RateLimitType;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Work that takes too long, is too much or is not waited for: Mutiny, executors and the guards around them. */
final class ConcurrencyFaults extends Boundary {

    private static final Duration SHORT = Duration.ofMillis(20);

    ConcurrencyFaults(Path folder) {
        super("concurrency");
        timeouts();
        overflows();
        executors();
        guards();
    }

    private void timeouts() {
        fault(
                "Uni without an item in time",
                INFERENCE_TIMEOUT,
                () -> Uni.createFrom()
                        .nothing()
                        .ifNoItem()
                        .after(SHORT)
                        .fail()
                        .await()
                        .indefinitely());
        fault(
                "Uni awaited for too short",
                INFERENCE_TIMEOUT,
                () -> Uni.createFrom().nothing().await().atMost(SHORT));
        fault(
                "Multi without an item in time",
                INFERENCE_TIMEOUT,
                () -> Multi.createFrom()
                        .nothing()
                        .ifNoItem()
                        .after(SHORT)
                        .fail()
                        .collect()
                        .asList()
                        .await()
                        .indefinitely());
        fault(
                "future without a value in time",
                INFERENCE_TIMEOUT,
                () -> new CompletableFuture<>().get(20, TimeUnit.MILLISECONDS));
        fault(
                "future that times out by itself",
                INFERENCE_TIMEOUT,
                () -> new CompletableFuture<>()
                        .orTimeout(20, TimeUnit.MILLISECONDS)
                        .join());
    }

    private void overflows() {
        fault(
                "listener slower than a clock",
                BANDWIDTH_LIMITATION,
                () -> Multi.createFrom()
                        .ticks()
                        .every(Duration.ofMillis(5))
                        .onItem()
                        .transformToUniAndConcatenate(tick -> Uni.createFrom().nothing())
                        .collect()
                        .asList()
                        .await()
                        .atMost(Duration.ofSeconds(5)));
        fault(
                "listener slower than a buffer is large",
                BANDWIDTH_LIMITATION,
                () -> Multi.createFrom()
                        .range(0, 1000)
                        .onOverflow()
                        .buffer(4)
                        .onItem()
                        .transformToUniAndConcatenate(tick ->
                                Uni.createFrom().item(tick).onItem().delayIt().by(SHORT))
                        .collect()
                        .asList()
                        .await()
                        .atMost(Duration.ofSeconds(5)));
    }

    private void executors() {
        fault("queue of an executor full", MODEL_OVERLOADED, () -> {
            var go = new CountDownLatch(1);
            try (var pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1))) {
                try {
                    for (var i = 0; i < 3; i++) {
                        pool.execute(() -> awaitQuietly(go));
                    }
                } finally {
                    go.countDown();
                }
            }
        });
        fault("executor that was shut down", MODEL_OVERLOADED, () -> {
            var pool = Executors.newSingleThreadExecutor();
            pool.close();
            pool.execute(() -> {});
        });
        fault("Uni on an executor that was shut down", MODEL_OVERLOADED, () -> {
            var pool = Executors.newSingleThreadExecutor();
            pool.close();
            Uni.createFrom().item(1).emitOn(pool).await().indefinitely();
        });
    }

    private void guards() {
        fault(
                "guard, time used up",
                INFERENCE_TIMEOUT,
                () -> Guard.create()
                        .withTimeout()
                        .duration(20, ChronoUnit.MILLIS)
                        .done()
                        .build()
                        .call(() -> Uni.createFrom().nothing(), Uni.class)
                        .await()
                        .indefinitely());
        fault("guard, breaker open", MODEL_OVERLOADED, () -> {
            var guard = Guard.create()
                    .withCircuitBreaker()
                    .requestVolumeThreshold(1)
                    .failureRatio(1)
                    .done()
                    .build();
            failing(guard);
            failing(guard);
            guard.call(() -> 1, Integer.class);
        });
        fault("guard, too many at once", MODEL_OVERLOADED, () -> {
            var guard = Guard.create().withBulkhead().limit(1).done().build();
            guard.call(() -> guard.call(() -> 1, Integer.class), Integer.class);
        });
        fault("guard, too many in a time", RATE_LIMIT_EXCEEDED, () -> {
            var guard = Guard.create()
                    .withRateLimit()
                    .limit(1)
                    .window(1, ChronoUnit.HOURS)
                    .type(RateLimitType.FIXED)
                    .done()
                    .build();
            guard.call(() -> 1, Integer.class);
            guard.call(() -> 1, Integer.class);
        });
    }

    private static void failing(Guard guard) {
        try {
            guard.call(
                    () -> {
                        throw new IllegalStateException("fails");
                    },
                    Integer.class);
        } catch (Exception e) {
            // That is what opens a breaker.
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
