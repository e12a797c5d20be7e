package dev.kintsugi.pipeline.diffusion.scheduler;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.pipeline.diffusion.tokenizer.ConfigFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Draws pictures with ONNX Runtime and nothing else: what a service can at best reach. Tokens are given, no picture file
 * is written.
 */
public final class BareLoop implements AutoCloseable {

    private static final int SIDE = 16;
    private static final int LATENTS = 4 * SIDE * SIDE;
    private static final int TOKENS = 32;
    private static final int WIDTH = 128;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession text;
    private final OrtSession unet;
    private final OrtSession decoder;
    private final NoiseSchedule schedule;

    public BareLoop(Path model, int threads) throws OrtException, IOException {
        text = open(model.resolve("text_encoder/model.onnx"), threads);
        unet = open(model.resolve("unet/model.onnx"), threads);
        decoder = open(model.resolve("vae_decoder/model.onnx"), threads);
        var path = "scheduler/scheduler_config.json";
        var json = (ObjectNode) new ObjectMapper().readTree(model.resolve(path).toFile());
        schedule = NoiseSchedule.ddim(new ConfigFile(path, json, true));
    }

    private OrtSession open(Path file, int threads) throws OrtException {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            return environment.createSession(file.toString(), options);
        }
    }

    /** One picture of 128 × 128 with batched guidance. */
    public float[] draw(long seed, int steps) throws OrtException {
        var states = floats(2 * TOKENS * WIDTH);
        encode(states, 0, 100);
        encode(states, TOKENS * WIDTH, 200);
        var latents = new float[LATENTS];
        var random = new Random(seed);
        for (int i = 0; i < latents.length; i++) {
            latents[i] = (float) random.nextGaussian();
        }
        denoise(latents, states, new Ddim(schedule, steps));
        return decode(latents);
    }

    private void encode(FloatBuffer into, int at, int token) throws OrtException {
        var ids = ByteBuffer.allocateDirect(4 * TOKENS)
                .order(ByteOrder.nativeOrder())
                .asIntBuffer();
        for (int i = 0; i < TOKENS; i++) {
            ids.put(i, token + i);
        }
        try (var in = OnnxTensor.createTensor(environment, ids, new long[] {1, TOKENS});
                var result = text.run(Map.of("input_ids", in))) {
            into.put(at, ((OnnxTensor) result.get(0)).getFloatBuffer(), 0, TOKENS * WIDTH);
        }
    }

    private void denoise(float[] latents, FloatBuffer states, Ddim scheduler) throws OrtException {
        var sample = floats(2 * LATENTS);
        var predicted = floats(2 * LATENTS);
        LongBuffer time =
                ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).asLongBuffer();
        long[] shape = {2, 4, SIDE, SIDE};
        try (var x = OnnxTensor.createTensor(environment, sample, shape);
                var t = OnnxTensor.createTensor(environment, time, new long[] {1});
                var c = OnnxTensor.createTensor(environment, states, new long[] {2, TOKENS, WIDTH});
                var out = OnnxTensor.createTensor(environment, predicted, shape)) {
            var in = Map.of("sample", x, "timestep", t, "encoder_hidden_states", c);
            var pinned = Map.of("out_sample", out);
            var guided = new float[LATENTS];
            for (int i = 0; i < scheduler.steps(); i++) {
                time.put(0, (long) scheduler.timestep(i));
                sample.put(0, latents).put(LATENTS, latents);
                unet.run(in, Set.of(), pinned, null).close();
                for (int k = 0; k < LATENTS; k++) {
                    float u = predicted.get(k);
                    guided[k] = u + 5 * (predicted.get(LATENTS + k) - u);
                }
                scheduler.step(i, guided, latents);
            }
        }
    }

    private float[] decode(float[] latents) throws OrtException {
        var z = floats(LATENTS);
        for (int i = 0; i < LATENTS; i++) {
            z.put(i, latents[i] / 0.18215f);
        }
        var pixels = new float[3 * 128 * 128];
        try (var in = OnnxTensor.createTensor(environment, z, new long[] {1, 4, SIDE, SIDE});
                var result = decoder.run(Map.of("latent_sample", in))) {
            ((OnnxTensor) result.get(0)).getFloatBuffer().get(pixels);
        }
        return pixels;
    }

    private static FloatBuffer floats(int length) {
        return ByteBuffer.allocateDirect(4 * length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public void close() throws OrtException {
        text.close();
        unet.close();
        decoder.close();
    }
}
