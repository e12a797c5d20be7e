package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.FirstContents;
import dev.kintsugi.model.InstalledModels;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.Execution;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Picture;
import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.pipeline.ProgressListener;
import dev.kintsugi.pipeline.SchedulerKind;
import dev.kintsugi.pipeline.Size;
import dev.kintsugi.pipeline.StageGate;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.Variant;
import dev.kintsugi.runtime.Device;
import dev.kintsugi.runtime.InferenceExecutor;
import dev.kintsugi.runtime.RunHandle;
import dev.kintsugi.runtime.RuntimeSettings;
import dev.kintsugi.runtime.Sessions;
import dev.kintsugi.runtime.TestSettings;
import java.nio.file.Path;
import java.time.Clock;

/** A pipeline on the real starter models, put together by hand in a folder of its own. */
public final class Workbench {

    public final InstalledModels installed;
    public final ModelRepository repository;
    public final Sessions sessions;
    public final DiffusionModels models;
    public final DiffusionPipeline pipeline;

    public Workbench(Path home) {
        installed = new InstalledModels(home);
        repository = installed.repository;
        sessions = new Sessions(settings());
        models = new DiffusionModels(installed.integrity, sessions, new FirstContents(InstalledModels.folders(home)));
        pipeline = new DiffusionPipeline(
                repository, models, new InferenceExecutor(settings()), StageGate.OPEN, Clock.systemUTC());
    }

    public static RuntimeSettings settings() {
        return TestSettings.usual();
    }

    public Plan plan(String model, String prompt) {
        var manifest = repository.require(model).manifest();
        return new Plan(
                new Variant(manifest.id(), manifest.version(), "fp16", Device.CPU),
                new Picture(prompt, "", new Size(128, 128), 20, 5, 42, 1, SchedulerKind.MODEL),
                Execution.FASTEST);
    }

    public static GenerationRun run(ProgressListener listener) {
        return new GenerationRun("", new RunHandle(), new StageResults(), Checkpoint.NONE, listener, 0);
    }
}
