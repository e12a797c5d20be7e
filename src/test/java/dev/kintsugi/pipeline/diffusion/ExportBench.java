package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.Pipeline;
import dev.kintsugi.pipeline.StageFaultHook;
import dev.kintsugi.runtime.session.InferenceExecutor;
import dev.kintsugi.runtime.session.Sessions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A pipeline on the models that lie in a folder, without the built-in ones. */
public final class ExportBench {

    public final ModelRepository repository;
    final Sessions sessions = new Sessions(Workbench.settings());
    final DiffusionModels models;
    public final Pipeline pipeline;
    final DiffusionPipeline diffusion;

    public ExportBench(Path home) {
        repository = new ModelRepository(InstalledModels.folders(home), Clock.systemUTC());
        models = Workbench.models(new Integrity(), sessions, InstalledModels.folders(home));
        diffusion = new DiffusionPipeline(
                repository,
                models,
                new InferenceExecutor(Workbench.settings()),
                StageFaultHook.OPEN,
                Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1))); // so no file was written a moment ago
        pipeline = diffusion;
    }
}
