package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.repository.FirstUseHashes;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Pipeline;
import dev.kintsugi.pipeline.ProgressListener;
import dev.kintsugi.pipeline.StageFaultHook;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.network.LoadableNetworks;
import dev.kintsugi.pipeline.network.VerifiedNetworks;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.device.RuntimeSettings;
import dev.kintsugi.runtime.device.TestSettings;
import dev.kintsugi.runtime.session.InferenceExecutor;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Sessions;
import java.nio.file.Path;
import java.time.Clock;

/** A pipeline on the real starter models, put together by hand in a folder of its own. */
public final class Workbench {

    public final InstalledModels installed;
    public final ModelRepository repository;
    public final Sessions sessions;
    public final DiffusionModels models;
    public final Pipeline pipeline;
    final InferenceExecutor inference = new InferenceExecutor(settings());
    final DiffusionPipeline diffusion;

    public Workbench(Path home) {
        installed = new InstalledModels(home);
        repository = installed.repository;
        sessions = new Sessions(settings());
        models = models(installed.integrity, sessions, InstalledModels.folders(home));
        diffusion = new DiffusionPipeline(repository, models, inference, StageFaultHook.OPEN, Clock.systemUTC());
        pipeline = diffusion;
    }

    static DiffusionModels models(Integrity integrity, Sessions sessions, ModelFolders folders) {
        var firstUse = new FirstUseHashes(folders);
        var networks = new LoadableNetworks(new VerifiedNetworks(integrity, sessions, firstUse));
        return new DiffusionModels(networks, integrity, sessions, firstUse);
    }

    /** The right to use the UNet of a model, in one of its precisions. */
    public Sessions.Lease unet(String name, String precision) {
        var model = repository.require(name);
        var variant = new Variant(model.id(), model.manifest().version(), precision, Device.CPU);
        return models.lease(model, variant, DiffusionStage.DENOISE.component());
    }

    public static RuntimeSettings settings() {
        return TestSettings.usual();
    }

    public Plan plan(String model, String prompt) {
        var manifest = repository.require(model).manifest();
        return new Plan(
                new Variant(manifest.id(), manifest.version(), "fp16", Device.CPU),
                new ImageWork(prompt, "", new Size(128, 128), 20, 5, 42, 1, SchedulerKind.MODEL),
                Execution.FASTEST);
    }

    public static GenerationRun run(ProgressListener listener) {
        return new GenerationRun("", new RunHandle(), new StageResults(), Checkpoint.NONE, listener, 0, _ -> true);
    }
}
