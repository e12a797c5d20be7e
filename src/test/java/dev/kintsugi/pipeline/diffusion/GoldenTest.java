package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.model.Model;
import dev.kintsugi.pipeline.diffusion.network.Conditions;
import dev.kintsugi.pipeline.diffusion.network.DiffusionModel;
import dev.kintsugi.pipeline.diffusion.network.StepWays;
import dev.kintsugi.pipeline.diffusion.network.TextEncoder;
import dev.kintsugi.pipeline.diffusion.network.UNet;
import dev.kintsugi.pipeline.diffusion.tokenizer.Tokenizer;
import dev.kintsugi.pipeline.diffusion.tokenizer.TokenizerConfig;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.RunHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every part against vectors that an independent implementation computed from the same models. */
class GoldenTest {

    private static final double TOLERANCE = 1e-3;

    /** Which kernels ONNX Runtime has for int8 weights depends on the processor (VNNI or not), and 20 steps add up. */
    private static final double INT8_TOLERANCE = 5e-3;

    private static final String PROMPT = "a large red star on a blue background";

    @TempDir
    static Path home;

    private static Workbench bench;
    private static JsonNode golden;

    @BeforeAll
    static void install() throws IOException {
        bench = new Workbench(home);
        golden = new ObjectMapper().readTree(GoldenTest.class.getResourceAsStream("/golden/diffusion.json"));
    }

    @ParameterizedTest
    @CsvSource({"shapes-diffusion", "shapes-diffusion-lite"})
    void tokenizesAsTheModelWasTrained(String name) {
        var tokenizer = settings(name).tokenizer();
        golden.get(name + "-fp16").get("token_ids").properties().forEach(entry -> {
            var expected = new ArrayList<Long>();
            entry.getValue().forEach(id -> expected.add(id.asLong()));
            assertThat(tokenizer.encode(entry.getKey()))
                    .as(entry.getKey())
                    .containsExactly(
                            expected.stream().mapToLong(Long::longValue).toArray());
        });
    }

    @Test
    void composesTheSameTokenizerFromVocabularyAndMerges() throws IOException {
        var folder = bench.repository.require("shapes-diffusion").path("tokenizer");
        var copy = Files.createDirectories(home.resolve("export/tokenizer"));
        for (var file : new String[] {"vocab.json", "merges.txt", "tokenizer_config.json"}) {
            Files.copy(folder.resolve(file), copy.resolve(file));
        }
        var model = new Model(bench.repository.require("shapes-diffusion").manifest(), home.resolve("export"));
        var whole = settings("shapes-diffusion").tokenizer();
        try (var composed = Tokenizer.load(model, TokenizerConfig.read(model), 32)) {
            golden.get("shapes-diffusion-fp16")
                    .get("token_ids")
                    .fieldNames()
                    .forEachRemaining(prompt ->
                            assertThat(composed.encode(prompt)).as(prompt).containsExactly(whole.encode(prompt)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shapes-diffusion, fp16, ddim",
        "shapes-diffusion, fp16, euler",
        "shapes-diffusion, int8, ddim",
        "shapes-diffusion-lite, fp16, ddim",
        "shapes-diffusion-lite, fp16, euler"
    })
    void denoisesAndDecodesToTheSameLatentsAndPixels(String name, String precision, String scheduler) {
        var vectors = golden.get(name + "-" + precision);
        var latents = denoise(name, precision, SchedulerKind.of(scheduler).orElseThrow(), Execution.Guidance.BATCHED);
        var key = "latents:" + scheduler
                + "(20 steps, guidance 5, java.util.Random(42).nextGaussian, 'a large red star on a blue background')";
        var tolerance = precision.equals("int8") ? INT8_TOLERANCE : TOLERANCE;
        check(vectors.get(key), latents, tolerance);
        check(vectors.get("image:" + scheduler), decode(name, precision, latents), tolerance);
    }

    @Test
    void sequentialGuidanceGivesTheSamePictureAsBatched() {
        var batched = denoise("shapes-diffusion", "fp16", SchedulerKind.DDIM, Execution.Guidance.BATCHED);
        var sequential = denoise("shapes-diffusion", "fp16", SchedulerKind.DDIM, Execution.Guidance.SEQUENTIAL);
        assertThat(sequential).containsExactly(batched, org.assertj.core.data.Offset.offset(2e-3f));
    }

    private float[] denoise(String name, String precision, SchedulerKind kind, Execution.Guidance guidance) {
        var model = bench.repository.require(name);
        var variant = new Variant(model.id(), model.manifest().version(), precision, Device.CPU);
        var settings = settings(name);
        var scheduler = settings.scheduler(kind, 20);
        var random = new Random(42);
        var latents = new float[1024];
        for (int i = 0; i < latents.length; i++) {
            latents[i] = (float) ((float) random.nextGaussian() * scheduler.initialSigma());
        }
        try (var handle = new RunHandle();
                var text = bench.models.lease(model, variant, "text_encoder");
                var lease = bench.models.lease(model, variant, "unet")) {
            var encoder = new TextEncoder(text.session());
            var prompt = encoder.encode(settings.tokenizer().encode(PROMPT), handle);
            var negative = encoder.encode(settings.tokenizer().encode(""), handle);
            try (var unet = new UNet(
                    lease.session(),
                    handle,
                    4,
                    new Size(128, 128),
                    new Conditions(prompt, negative, 32, 5, 0, guidance),
                    new StepWays(bench.inference.idle()))) {
                for (int i = 0; i < 20; i++) {
                    var scaled = new float[latents.length];
                    for (int k = 0; k < scaled.length; k++) {
                        scaled[k] = (float) (latents[k] * scheduler.inputScale(i));
                    }
                    scheduler.step(i, unet.predict(scaled, scheduler.timestep(i)), latents);
                }
            }
        }
        return latents;
    }

    private float[] decode(String name, String precision, float[] latents) {
        var model = bench.repository.require(name);
        var variant = new Variant(model.id(), model.manifest().version(), precision, Device.CPU);
        try (var handle = new RunHandle();
                var lease = bench.models.lease(model, variant, "vae_decoder")) {
            return settings(name).decoder(lease.session(), handle).decode(latents, new Size(128, 128));
        }
    }

    private static DiffusionModel settings(String name) {
        return bench.models.settings(bench.repository.require(name), "fp16");
    }

    private static void check(JsonNode expected, float[] actual, double tolerance) {
        var first = expected.get("first16");
        for (int i = 0; i < first.size(); i++) {
            assertThat((double) actual[i])
                    .as("value %d", i)
                    .isEqualTo(first.get(i).asDouble(), offset(5 * tolerance));
        }
        var mean = 0.0;
        for (var value : actual) {
            mean += value;
        }
        mean /= actual.length;
        var squares = 0.0;
        for (var value : actual) {
            squares += (value - mean) * (value - mean);
        }
        assertThat(mean).isEqualTo(expected.get("mean").asDouble(), offset(tolerance));
        assertThat(Math.sqrt(squares / actual.length))
                .isEqualTo(expected.get("std").asDouble(), offset(tolerance));
    }
}
