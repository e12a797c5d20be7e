package dev.kintsugi.pipeline.diffusion.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.pipeline.plan.Execution.Guidance;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.device.TestSettings;
import dev.kintsugi.runtime.session.InferenceExecutor;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Session;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On real networks: two predictions on two processors are those of one run, to the bit, or they stay in one run. */
class ParallelHalvesTest {

    private static final int STEPS = 14;
    private static final int TOKENS = 32;
    private static final int WIDTH = 128;
    private static final int LATENTS = 1024;
    private static final Size SIZE = new Size(128, 128);

    @TempDir
    static Path home;

    private static Workbench bench;

    private final StepWays ways = ways(2);

    @BeforeAll
    static void install() {
        bench = new Workbench(home);
    }

    @ParameterizedTest
    @CsvSource({"shapes-diffusion, fp16", "shapes-diffusion-lite, fp16", "shapes-diffusion, int8"})
    void givesTheSameBytes(String model, String precision) {
        with(model, precision, session -> {
            assertThat(predicted(session, ways)).isDeepEqualTo(predicted(session, ways(1)));
            var way = ways.halves(session, SIZE);
            assertThat(way.isMeasured() || way.differs()).isTrue();
        });
    }

    @Test
    void bothPartsEndWhenTheRunIsStopped() {
        with("shapes-diffusion-lite", "fp16", session -> {
            var open = TensorScope.openTensors();
            try (var handle = new RunHandle();
                    var unet = unet(session, ways, handle)) {
                for (int i = 0; i < STEPS; i++) {
                    unet.predict(new float[LATENTS], i);
                }
                handle.cancel();
                assertThatThrownBy(() -> {
                            for (int i = 0; i < STEPS; i++) {
                                unet.predict(new float[LATENTS], i);
                            }
                        })
                        .isInstanceOf(CancellationException.class);
            }
            assertThat(TensorScope.openTensors()).isEqualTo(open);
        });
    }

    @Test
    void aTryThatFailsCostsThePictureNothing() {
        with("shapes-diffusion-lite", "fp16", session -> {
            var idle = new InferenceExecutor(TestSettings.concurrent(2)).idle();
            idle.close(); // no thread is left for the second run
            var failing = new StepWays(idle);
            assertThat(predicted(session, failing)).isDeepEqualTo(predicted(session, ways(1)));
            assertThat(failing.halves(session, SIZE).differs()).isTrue();
        });
    }

    private static StepWays ways(int runs) {
        return new StepWays(new InferenceExecutor(TestSettings.concurrent(runs)).idle());
    }

    private static float[][] predicted(Session session, StepWays ways) {
        var random = new Random(1);
        var all = new float[STEPS][];
        try (var handle = new RunHandle();
                var unet = unet(session, ways, handle)) {
            for (int i = 0; i < STEPS; i++) {
                all[i] = unet.predict(normal(random, LATENTS), 999 - i).clone();
            }
        }
        return all;
    }

    private static UNet unet(Session session, StepWays ways, RunHandle handle) {
        var random = new Random(2);
        var prompt = normal(random, TOKENS * WIDTH);
        var conditions = new Conditions(prompt, normal(random, prompt.length), TOKENS, 5, 0, Guidance.BATCHED);
        return new UNet(session, handle, 4, SIZE, conditions, ways);
    }

    private static float[] normal(Random random, int length) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static void with(String name, String precision, Consumer<Session> test) {
        try (var lease = bench.unet(name, precision)) {
            test.accept(lease.session());
        }
    }
}
