package dev.kintsugi.generation.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.capacity.memory.SmallDevice;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.repository.FirstUseHashes;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.MediaType;
import dev.kintsugi.pipeline.cache.ResultCache;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Execution.Guidance;
import dev.kintsugi.pipeline.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose files are replaced by other ones that are just as valid, under the same version. */
public class ModelChangesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path home;

    private final SmallDevice device = new SmallDevice("");
    private final ResultCache results = new ResultCache(1 << 20, MINUTE, Clock.systemUTC());
    private final PoisonRequests poison = new PoisonRequests("1", Clock.systemUTC());
    private Workbench bench;
    private KnownGood knownGood;
    private TimeForecast times;
    private FirstUseHashes firstUse;
    private ModelChanges changes;
    private String manifest;

    /** One that keeps no answers. */
    public static ModelChanges of(
            ModelRepository repository,
            KnownGood knownGood,
            MemoryForecast memory,
            TimeForecast times,
            PoisonRequests poison) {
        return new ModelChanges(
                repository,
                new LearnedOfModels(knownGood, memory, times, new ResultCache(0, MINUTE, Clock.systemUTC()), poison),
                new FirstUseHashes(InstalledModels.folders(repository.root())));
    }

    @BeforeEach
    void install() throws IOException {
        bench = new Workbench(home);
        manifest = Files.readString(bench.repository.root().resolve("shapes-diffusion/1.0.0/manifest.yaml"))
                .replace("id: shapes-diffusion\n", "id: mine\n");
        write(manifest);
        knownGood = new KnownGood(bench.repository, MINUTE);
        times = new TimeForecast(bench.repository);
        firstUse = new FirstUseHashes(InstalledModels.folders(home));
        changes = begin();
    }

    private ModelChanges begin() {
        return new ModelChanges(
                bench.repository,
                new LearnedOfModels(
                        knownGood, new MemoryForecast(bench.repository, device.memory()), times, results, poison),
                firstUse);
    }

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void whatWasLearnedOfItsFilesIsForgottenAndNothingElse() throws IOException {
        learn("mine");
        learn("shapes-diffusion");
        replaceItsFiles();
        assertThat(knows("mine")).isFalse();
        assertThat(knows("shapes-diffusion")).isTrue();
        learn("mine");
        assertThat(knows("mine")).as("the new files are learned of").isTrue();
    }

    @Test
    void whatWasLearnedStaysWhileItsFilesDo() throws IOException {
        learn("mine");
        write(manifest.replace("licence:", "# another word about it\nlicence:"));
        assertThat(knows("mine")).isTrue();
    }

    @Test
    void filesThatAreReplacedWhileTheServiceDoesNotRunAreNoticedAfterTheStart() throws IOException {
        learn("mine");
        var before = changes.entries();
        changes = begin();
        changes.restore(before);
        assertThat(knows("mine")).isTrue();
        changes = begin();
        changes.restore(before);
        replaceItsFiles();
        assertThat(knows("mine")).isFalse();
    }

    /** Exports of two trainings of one architecture are as long as each other, to the byte. */
    @Test
    void aFileWithoutAChecksumThatIsReplacedByOneAsLongIsAnotherFile() throws IOException {
        write(manifest.replaceAll("(?m)^ *sha256: .*\\n", ""));
        var model = bench.repository.find(new ModelId("mine")).orElseThrow();
        firstUse.note(model, "unet/model.onnx", "a");
        learn("mine");
        firstUse.note(model, "unet/model.onnx", "a");
        assertThat(knows("mine")).isTrue();
        firstUse.note(model, "unet/model.onnx", "b");
        assertThat(knows("mine")).isFalse();
    }

    private void replaceItsFiles() throws IOException {
        var files = manifest.indexOf("files:");
        write(manifest.substring(0, files) + manifest.substring(files).replaceFirst("size: \\d+", "size: 4711"));
    }

    private void write(String text) throws IOException {
        var folder = bench.repository.root().resolve("mine/1.0.0");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("manifest.yaml"), text);
        bench.repository.scan();
    }

    private void learn(String model) {
        var plan = plan(model);
        changes.check(plan);
        knownGood.learn(plan, lighter(plan), NOW);
        poison.remember(plan, 2, false);
        for (int i = 0; i < 8; i++) {
            times.worked(plan, Duration.ofHours(1));
        }
        results.keep(plan, List.of(new Artifact(new byte[] {1}, MediaType.PNG, Map.of())), List.of());
    }

    /** Whether the next request would be changed for what was learned. */
    private boolean knows(String model) {
        var plan = plan(model);
        changes.check(plan);
        var lighter = !knownGood.lighter(plan, NOW).isEmpty();
        assertThat(times.shortage(plan, MINUTE).isPresent()).isEqualTo(lighter);
        assertThat(isKept(plan)).isEqualTo(lighter);
        assertThat(poison.of(plan).isPresent()).isEqualTo(lighter);
        return lighter;
    }

    private boolean isKept(Plan plan) {
        try {
            return !results.answer(plan.answeredFromKept()).isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Plan lighter(Plan plan) {
        return plan.withExecution(Execution.FASTEST.withGuidance(Guidance.SEQUENTIAL));
    }

    private Plan plan(String model) {
        return bench.plan(model, "a red star");
    }
}
