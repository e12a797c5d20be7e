package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.FirstContents;
import dev.kintsugi.model.InstalledModels;
import dev.kintsugi.model.Integrity;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.pipeline.StageGate;
import dev.kintsugi.runtime.InferenceExecutor;
import dev.kintsugi.runtime.Sessions;
import java.nio.file.Path;
import java.time.Clock;

/** A pipeline on the models that lie in a folder, without the built-in ones. */
final class ExportBench {

    final ModelRepository repository;
    final Sessions sessions = new Sessions(Workbench.settings());
    final DiffusionModels models;
    final DiffusionPipeline pipeline;

    ExportBench(Path home) {
        repository = new ModelRepository(InstalledModels.folders(home), Clock.systemUTC());
        models = new DiffusionModels(new Integrity(), sessions, new FirstContents(InstalledModels.folders(home)));
        pipeline = new DiffusionPipeline(
                repository, models, new InferenceExecutor(Workbench.settings()), StageGate.OPEN, Clock.systemUTC());
    }
}
