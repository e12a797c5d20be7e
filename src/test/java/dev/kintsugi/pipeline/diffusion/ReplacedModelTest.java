package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.repository.FirstUseHashes;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.Stage;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.InferenceExecutor;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Sessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models without checksums whose files are replaced while they are used, as {@code cp} does it. */
class ReplacedModelTest {

    private interface Change {
        void make() throws IOException;
    }

    @TempDir
    Path home;

    private final StageResults results = new StageResults();
    private final List<String> warnings = new ArrayList<>();
    private Path folder;
    private ModelRepository repository;
    private DiffusionPipeline pipeline;
    private DiffusionStage when = DiffusionStage.ENCODE;
    private Change change = () -> {};

    @BeforeEach
    void install() throws IOException {
        folder = home.resolve("models/own");
        writeOld(folder);
        writeNew(home.resolve("models/new"));
        var folders = InstalledModels.folders(home);
        repository = new ModelRepository(folders, Clock.systemUTC());
        var sessions = new Sessions(Workbench.settings());
        pipeline = new DiffusionPipeline(
                repository,
                Workbench.models(new Integrity(), sessions, folders),
                new InferenceExecutor(Workbench.settings()),
                (stage, plan, run) -> changeAt(stage),
                Clock.systemUTC());
    }

    private static void writeOld(Path folder) throws IOException {
        new TinyExport(folder);
    }

    private static void writeNew(Path folder) throws IOException {
        new TinyExport(folder)
                .network("text_encoder", TinyExport.textEncoder(TinyExport.TOKENS, TinyExport.WIDTH, 2))
                .network("unet", TinyExport.unet(4, 0.25f))
                .network("vae_decoder", TinyExport.decoder(4, 0.2f, -1, -1));
    }

    private void changeAt(Stage stage) {
        if (stage == when) {
            var once = change;
            change = () -> {};
            try {
                once.make();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void aRunDuringWhichTheModelIsReplacedGivesNothingAndTheNextOneIsAllOfTheNewModel() throws IOException {
        var old = draw("own");
        var next = draw("new");
        assertThat(old).isNotEqualTo(next);
        for (var stage : List.of(DiffusionStage.DENOISE, DiffusionStage.DECODE)) {
            writeOld(folder);
            assertThat(draw("own")).isEqualTo(old);
            when = stage;
            change = () -> writeNew(folder);
            var results = new StageResults();
            assertThatThrownBy(() -> draw("own", results))
                    .as("at %s", stage)
                    .isInstanceOfSatisfying(
                            TypedException.class,
                            failed -> assertThat(failed.type()).isEqualTo(FailureType.CONCURRENT_ACCESS_ERROR));
            assertThat(draw("own", results)).as("again, after %s", stage).isEqualTo(next);
        }
    }

    @Test
    void aModelThatIsFirstAskedForWhileItIsBeingWrittenIsNotSuspectLater() throws Exception {
        var unet = folder.resolve("unet/model.onnx");
        var whole = Files.readAllBytes(unet);
        var written = new AtomicBoolean();
        try (var writer = Executors.newSingleThreadExecutor()) {
            var writing = writer.submit(() -> {
                while (!written.get()) {
                    Files.write(unet, new byte[1], StandardOpenOption.APPEND);
                }
                return Files.write(unet, whole);
            });
            assertThatThrownBy(() -> draw("own")).isInstanceOf(TypedException.class);
            written.set(true);
            writing.get();
        }
        assertThat(home.resolve(FirstUseHashes.FILE)).doesNotExist();
        assertThat(draw("own")).isNotEmpty();
        assertThat(Files.readString(home.resolve(FirstUseHashes.FILE))).contains("unet/model.onnx");
        assertThat(warnings).noneMatch(warning -> warning.contains("changed"));
    }

    /** A file that cannot be read as a network, left alone long enough to be tried. */
    @Test
    void whatCouldNotBeUsedIsNotWhatTheModelHadInItAtFirst() throws IOException {
        var decoder = folder.resolve("vae_decoder/model.onnx");
        var whole = Files.readAllBytes(decoder);
        Files.write(decoder, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> draw("own")).isInstanceOf(RuntimeException.class);
        Files.write(decoder, whole);
        assertThat(draw("own")).isNotEmpty();
        assertThat(warnings).noneMatch(warning -> warning.contains("changed"));
    }

    private byte[] draw(String model) {
        return draw(model, results);
    }

    private byte[] draw(String model, StageResults results) {
        repository.scan();
        var manifest = repository.require(model).manifest();
        var plan = new Plan(
                new Variant(manifest.id(), manifest.version(), "standard", Device.CPU),
                new ImageWork("a", "", new Size(64, 64), 2, 5, 42, 1, SchedulerKind.MODEL),
                Execution.FASTEST);
        try (var handle = new RunHandle()) {
            return pipeline
                    .run(plan, new GenerationRun("", handle, results, Checkpoint.NONE, this::told, 0, _ -> true))
                    .stream()
                    .map(Artifact::content)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void told(Progress progress) {
        if (progress instanceof Progress.Warning(var text)) {
            warnings.add(text);
        }
    }
}
