package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.RunHandle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exports of others give the latents and pictures that the pipelines give which they were exported from. */
class ReferenceTest {

    @TempDir
    Path home;

    private JsonNode golden;
    private Path reference;

    @ParameterizedTest
    @CsvSource({
        "sd15, sd15, ddim8",
        "sd15-legacy-optimum1, sd15, ddim8",
        "sd15-legacy-diffusers, sd15, ddim8",
        "sd15-fp16, sd15-fp16, ddim6",
        "sd21, sd21, ddim10",
        "sd21, sd21, ddim6_zsnr_rescale",
        "sd21, sd21, euler6",
        "turbo, turbo, steps1",
        "turbo, turbo, steps4"
    })
    void givesTheLatentsAndThePictureOfTheReference(String family, String numbers, String name) throws IOException {
        reference = ExportFixtures.family(numbers);
        golden = StreamSupport.stream(
                        JsonMapper.builder()
                                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                                .build()
                                .readTree(reference.resolve("golden.json").toFile())
                                .get("cases")
                                .spliterator(),
                        false)
                .filter(one -> one.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
        var folder = ExportFixtures.install(family, home.resolve("models"));
        useItsScheduler(folder);
        var bench = new ExportBench(home);
        var model = bench.repository.require(family);
        var half = family.endsWith("fp16");
        var request = golden.get("request");
        var euler = golden.get("scheduler").get("class").asText().startsWith("Euler");
        var steps = request.get("steps").asInt();
        var size = new Size(golden.get("width").asInt(), golden.get("height").asInt());
        var plan = new Plan(
                new Variant(model.id(), model.manifest().version(), "standard", Device.CPU),
                new ImageWork(
                        request.get("prompt").asText(),
                        request.path("negative_prompt").asText(""),
                        size,
                        steps,
                        request.get("guidance_scale").asDouble(),
                        1,
                        1,
                        euler ? SchedulerKind.EULER : SchedulerKind.DDIM),
                Execution.FASTEST);

        var read = bench.models.require(model, plan.variant());
        assertThat(read.tokenizer().encode(plan.work(ImageWork.class).prompt()))
                .containsExactly(ids(golden.get("text").get("tokenizer").get("prompt")));

        var seen = new ArrayList<float[]>();
        var told = new ArrayList<Progress>();
        var noise = numbers(golden.get("noise_draws").get(0));
        byte[] png;
        try (var handle = new RunHandle()) {
            var run = new GenerationRun("", handle, new StageResults(), Checkpoint.NONE, told::add, 0, _ -> true);
            png = bench.diffusion
                    .draw(plan, run, new Noise() {
                        @Override
                        public float[] of(ImageWork picture, int image, int length) {
                            assertThat(noise).hasSize(length);
                            return noise.clone();
                        }

                        @Override
                        public void stepped(int step, float[] latents) {
                            seen.add(latents.clone());
                        }
                    })
                    .getFirst()
                    .content();
        }
        var latents = numbers(golden.get("latents"));
        var largest = largest(latents);
        var worst = 0.0;
        assertThat(seen).hasSize(steps);
        for (int i = 0; i < steps; i++) {
            worst = Math.max(
                    worst,
                    difference(seen.get(i), Arrays.copyOfRange(latents, i * noise.length, (i + 1) * noise.length)));
        }
        var pixels = pixels(png, reference.resolve("golden/" + name + "/image_0.png"));
        assertThat(worst).isLessThan((half ? 1e-2 : 1e-3) * Math.max(1, largest));
        assertThat(pixels).as("levels of 255").isLessThanOrEqualTo(half ? 5 : 1);
    }

    /** The scheduler of a case is not always the one that the export came with. */
    private void useItsScheduler(Path folder) throws IOException {
        var config = (ObjectNode) golden.get("scheduler").get("config").deepCopy();
        config.put("_class_name", golden.get("scheduler").get("class").asText());
        Files.writeString(folder.resolve("scheduler/scheduler_config.json"), config.toString());
        var rescale = golden.get("request").path("guidance_rescale").asDouble();
        if (rescale > 0) {
            declareRescale(folder, rescale);
        }
    }

    private static void declareRescale(Path folder, double rescale) throws IOException {
        var files = new StringBuilder();
        try (var all = Files.walk(folder)) {
            for (var file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.append("  - {path: ")
                        .append(folder.relativize(file))
                        .append(", size: ")
                        .append(Files.size(file))
                        .append("}\n");
            }
        }
        Files.writeString(folder.resolve("manifest.yaml"), """
                id: sd21
                version: "1"
                task: text-to-image
                parameters:
                  size: {default: 64, min: 32, max: 128, multiple: 32, pixels: 16384}
                  steps: {default: 6, min: 1, max: 50}
                  guidance: {default: 7.5, min: 0, max: 20}
                  images: {default: 1, min: 1, max: 1}
                  prompt_length: 1000
                  guidance_rescale: %s
                files:
                """.formatted(rescale) + files);
    }

    private float[] numbers(JsonNode array) throws IOException {
        var bytes = ByteBuffer.wrap(
                        Files.readAllBytes(reference.resolve(array.get("file").asText())))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        var numbers = new float[bytes.remaining()];
        bytes.get(numbers);
        return numbers;
    }

    private static long[] ids(JsonNode text) {
        return StreamSupport.stream(text.get("ids").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    private static double largest(float[] values) {
        var largest = 0.0;
        for (var value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double difference(float[] one, float[] other) {
        var largest = 0.0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
        }
        return largest;
    }

    private static int pixels(byte[] drawn, Path expected) throws IOException {
        var one = ImageIO.read(new ByteArrayInputStream(drawn)).getRaster();
        var other = ImageIO.read(expected.toFile()).getRaster();
        assertThat(List.of(one.getWidth(), one.getHeight())).isEqualTo(List.of(other.getWidth(), other.getHeight()));
        var a = one.getPixels(0, 0, one.getWidth(), one.getHeight(), (int[]) null);
        var b = other.getPixels(0, 0, one.getWidth(), one.getHeight(), (int[]) null);
        var largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
