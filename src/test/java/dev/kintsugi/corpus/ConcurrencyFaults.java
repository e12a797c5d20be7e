package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Duration;
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
                        .atMost(Duration.ofSeconds(60)));
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
                        .atMost(Duration.ofSeconds(60)));
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

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
