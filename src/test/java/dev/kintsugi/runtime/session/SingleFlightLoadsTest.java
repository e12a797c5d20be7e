package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that hangs, for which a pipe stands in that nobody writes to: opening it blocks in the system. */
class SingleFlightLoadsTest {

    private static final Duration SILENCE = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final AtomicInteger begun = new AtomicInteger();
    private Path pipe = Path.of("");

    @BeforeEach
    void makePipe() throws Exception {
        pipe = folder.resolve("model.onnx");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
    }

    /** Opening a pipe for reading waits for one that writes to it; opening it for both waits for none. */
    @AfterEach
    void letGo() throws IOException {
        new RandomAccessFile(pipe.toFile(), "rw").close();
        callers.shutdownNow();
    }

    @Test
    void aLoadThatHangsCostsOneThreadAndIsNotWaitedForLongerThanItIsSilent() {
        var loads = new SingleFlightLoads(SILENCE);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> read(loads, null)).isInstanceOfSatisfying(TypedException.class, thrown -> {
                assertThat(thrown.type()).isEqualTo(FailureType.MODEL_LOADING_TIMEOUT);
                assertThat(thrown.text()).contains("model.onnx", "shapes", "check the disk");
            });
        }
        assertThat(begun).hasValue(1);
        assertThat(loads.all()).singleElement().satisfies(loading -> {
            assertThat(loading.model()).isEqualTo("shapes");
            assertThat(loading.silent()).isGreaterThanOrEqualTo(SILENCE);
        });
    }

    @Test
    void aLoadThatNoThreadCouldBeginIsBegunByTheNextCaller() {
        var loads = new SingleFlightLoads(LONG);
        loads.stop();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> read(loads, null)).isInstanceOf(RejectedExecutionException.class);
            assertThat(loads.all()).isEmpty();
        }
    }

    @Test
    void othersAreLoadedMeanwhile() throws Exception {
        var loads = new SingleFlightLoads(LONG);
        var waiting = new ArrayList<Future<Integer>>();
        for (int i = 0; i < 20; i++) {
            waiting.add(callers.submit(() -> read(loads, null)));
        }
        assertThat(loads.get("other", "lite", "unet", String.class, progress -> "there", null))
                .isEqualTo("there");
        Awaitility.await().until(() -> begun.get() == 1);
        try (var out = Files.newOutputStream(pipe)) {
            out.write(7);
        }
        for (var each : waiting) {
            assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo(7);
        }
        assertThat(begun).hasValue(1);
        assertThat(loads.all()).isEmpty();
    }

    @Test
    void aRunWaitsNoLongerThanItMay() throws Exception {
        var loads = new SingleFlightLoads(LONG);
        try (var expiring = new RunHandle();
                var cancelled = new RunHandle()) {
            var late = callers.submit(() -> read(loads, expiring));
            var left = callers.submit(() -> read(loads, cancelled));
            Awaitility.await().until(() -> begun.get() == 1);
            Awaitility.await().until(() -> expiring.isLoading() && cancelled.isLoading());
            expiring.expire();
            cancelled.cancel();
            assertThatThrownBy(() -> late.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            TypedException.class,
                            thrown -> assertThat(thrown.type()).isEqualTo(FailureType.MODEL_LOADING_TIMEOUT));
            assertThatThrownBy(() -> left.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(loads.all()).as("it goes on").hasSize(1);
    }

    @Test
    void aSlowLoadIsWaitedForAsLongAsItGoesForward() {
        var loads = new SingleFlightLoads(Duration.ofSeconds(20));
        var patience = new ArrayList<Duration>();
        loads.get(
                "slow",
                "shapes",
                "unet",
                String.class,
                progress -> {
                    progress.expect(100L << 20);
                    var before = progress.patience();
                    progress.read(100L << 20);
                    patience.add(progress.patience().minus(before));
                    progress.prepare();
                    patience.add(progress.patience());
                    assertThat(progress.view().bytes())
                            .isEqualTo(progress.view().of());
                    return "";
                },
                null);
        assertThat(patience.getFirst()).isPositive();
        assertThat(patience.getLast()).as("what is large takes long").isGreaterThan(Duration.ofSeconds(21));
    }

    private Integer read(SingleFlightLoads loads, @Nullable RunHandle handle) {
        return loads.get(
                pipe,
                "shapes",
                "model.onnx",
                Integer.class,
                progress -> {
                    begun.incrementAndGet();
                    try (var in = new FileInputStream(pipe.toFile())) {
                        return in.read();
                    }
                },
                handle);
    }
}
