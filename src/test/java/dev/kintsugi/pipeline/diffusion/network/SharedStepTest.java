package dev.kintsugi.pipeline.diffusion.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.pipeline.plan.Execution.Guidance;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.device.TestSettings;
import dev.kintsugi.runtime.session.InferenceExecutor;
import dev.kintsugi.runtime.session.RunGroup;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Session;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On real networks: what is predicted for pictures of a group is what is predicted for each alone, to the bit. */
class SharedStepTest {

    private static final int STEPS = 16;
    private static final int TOKENS = 32;
    private static final int WIDTH = 128;
    private static final int LATENTS = 1024;
    private static final Size SIZE = new Size(128, 128);

    @TempDir
    static Path home;

    private static Workbench bench;

    private final InferenceExecutor inference = new InferenceExecutor(TestSettings.usual());
    private final StepWays ways = new StepWays(inference.idle());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeAll
    static void install() {
        bench = new Workbench(home);
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({
        "shapes-diffusion, fp16, 4",
        "shapes-diffusion-lite, fp16, 2",
        "shapes-diffusion-lite, fp16, 3",
        "shapes-diffusion, int8, 2"
    })
    void givesTheSameBytesAsAlone(String model, String precision, int pictures) {
        try (var lease = bench.unet(model, precision)) {
            var session = lease.session();
            var together = begin(session, pictures, STEPS, new RunHandle[pictures]).stream()
                    .map(CompletableFuture::join)
                    .toList();
            for (int seed = 0; seed < pictures; seed++) {
                try (var handle = new RunHandle()) {
                    assertThat(together.get(seed)).isDeepEqualTo(predicted(session, seed, STEPS, handle, () -> {}));
                }
            }
            var way = ways.pictures(session, SIZE, 2, pictures, false);
            assertThat(way.isMeasured() || way.differs()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"shapes-diffusion, fp16", "shapes-diffusion-lite, fp16", "shapes-diffusion, int8"})
    void onesThatJoinLaterAreComputedInTheSameRunsAndGiveTheSameBytes(String model, String precision) {
        try (var lease = bench.unet(model, precision)) {
            var session = lease.session();
            var group = new RunGroup(4);
            var all = new ArrayList<CompletableFuture<float[][]>>();
            var handles = new ArrayList<RunHandle>();
            for (int seed = 0; seed < 4; seed++) {
                handles.add(new RunHandle(group));
                all.add(later(session, seed, handles.getLast()));
            }
            for (int seed = 0; seed < 4; seed++) {
                try (var handle = new RunHandle()) {
                    assertThat(all.get(seed).join())
                            .isDeepEqualTo(predicted(session, seed, 4 * STEPS, handle, () -> {}));
                }
            }
            assertThat(ways.mixes(session, SIZE, 2) ? handles.getLast().company() : 2)
                    .as("the last one began when the first one had done many steps")
                    .isGreaterThan(1.5);
        }
    }

    /** Begins when those before it have done some steps. */
    private CompletableFuture<float[][]> later(Session session, int seed, RunHandle handle) {
        var begun = new CountDownLatch(6);
        var drawn = CompletableFuture.supplyAsync(
                () -> {
                    try (handle) {
                        return predicted(session, seed, 4 * STEPS, handle, () -> {}, begun::countDown);
                    }
                },
                threads);
        try {
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return drawn;
    }

    @Test
    void oneThatIsCancelledLeavesTheOthersUnharmed() {
        try (var lease = bench.unet("shapes-diffusion-lite", "fp16")) {
            var session = lease.session();
            var open = TensorScope.openTensors();
            var handles = new RunHandle[4];
            var all = begin(session, 4, 10 * STEPS, handles);
            handles[2].cancel();
            assertThatThrownBy(() -> all.get(2).join()).hasCauseInstanceOf(CancellationException.class);
            for (int seed : new int[] {0, 1, 3}) {
                var together = all.get(seed).join();
                try (var handle = new RunHandle()) {
                    assertThat(together).isDeepEqualTo(predicted(session, seed, 10 * STEPS, handle, () -> {}));
                }
            }
            assertThat(TensorScope.openTensors()).isEqualTo(open);
        }
    }

    @Test
    void allAreStoppedWhenAllAreCancelled() {
        try (var lease = bench.unet("shapes-diffusion-lite", "fp16")) {
            var handles = new RunHandle[3];
            var all = begin(lease.session(), 3, 100_000, handles);
            for (var handle : handles) {
                handle.cancel();
            }
            for (var each : all) {
                assertThatThrownBy(each::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(CancellationException.class);
            }
        }
    }

    /** Pictures of one group, each on a thread of its own. */
    private List<CompletableFuture<float[][]>> begin(Session session, int pictures, int steps, RunHandle[] handles) {
        var group = new RunGroup(4);
        var together = new CyclicBarrier(pictures);
        IntStream.range(0, pictures).forEach(seed -> handles[seed] = new RunHandle(group));
        var all = new ArrayList<CompletableFuture<float[][]>>();
        for (int i = 0; i < pictures; i++) {
            var seed = i;
            all.add(CompletableFuture.supplyAsync(
                    () -> {
                        try (var handle = handles[seed]) {
                            return predicted(session, seed, steps, handle, () -> meet(together));
                        }
                    },
                    threads));
        }
        return all;
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private float[][] predicted(Session session, int seed, int steps, RunHandle handle, Runnable joined) {
        return predicted(session, seed, steps, handle, joined, () -> {});
    }

    private float[][] predicted(
            Session session, int seed, int steps, RunHandle handle, Runnable joined, Runnable stepped) {
        var random = new Random(seed);
        var prompt = normal(random, TOKENS * WIDTH);
        var conditions = new Conditions(
                prompt, normal(random, prompt.length), TOKENS, 5, seed % 2 == 0 ? 0 : 0.7, Guidance.BATCHED);
        var all = new float[steps][];
        try (var unet = new UNet(session, handle, 4, SIZE, conditions, ways)) {
            joined.run();
            for (int i = 0; i < steps; i++) {
                all[i] = unet.predict(normal(random, LATENTS), Math.max(0, 999 - i))
                        .clone();
                stepped.run();
            }
        }
        return all;
    }

    private static float[] normal(Random random, int length) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
