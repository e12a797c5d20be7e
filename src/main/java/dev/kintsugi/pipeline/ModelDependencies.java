package dev.kintsugi.pipeline;

import dev.kintsugi.capacity.features.Dependency;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.file.OsErrors;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.repair.Repairs;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState.Open;
import dev.kintsugi.runtime.device.Devices;
import dev.kintsugi.runtime.session.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Tries what pictures are drawn with. */
final class ModelDependencies {

    /** What the models folder holds is known anyhow. */
    private static final Duration OFTEN = Duration.ofSeconds(1);

    private ModelDependencies() {}

    /** The models folder: files that are damaged can be written anew. */
    @ApplicationScoped
    static class ModelsFolder implements Dependency {

        private static final byte[] PAGE = new byte[4096];

        private final ModelFolders folders;
        private final ModelRepository repository;
        private final Repairs repairs;
        private final WriteFaultHook faultHook;

        ModelsFolder(ModelFolders folders, ModelRepository repository, Repairs repairs, WriteFaultHook faultHook) {
            this.folders = folders;
            this.repository = repository;
            this.repairs = repairs;
            this.faultHook = faultHook;
        }

        @Override
        public String name() {
            return "models_folder";
        }

        @Override
        public Optional<Duration> every() {
            return Optional.of(OFTEN);
        }

        @Override
        public Optional<String> problem() {
            return repository.brokenLink().or(repairs::problem).or(this::write);
        }

        private Optional<String> write() {
            var file = folders.modelsDir()
                    .resolve(".probe.partial-" + ProcessHandle.current().pid());
            try {
                faultHook.pass(file);
                Files.write(file, PAGE);
                Files.delete(file);
                return Optional.empty();
            } catch (NoSuchFileException e) {
                return Optional.of("the models folder is not there");
            } catch (IOException e) {
                return Optional.of("the models folder cannot be written"
                        + OsErrors.words(e).map(why -> ": " + why).orElse(""));
            }
        }
    }

    /** The default model: it is there, complete, and does not keep failing. */
    @ApplicationScoped
    static class DefaultModel implements Dependency {

        private final ModelFolders folders;
        private final ModelRepository repository;
        private final ModelHealth health;
        private final Breakers breakers;
        private final Devices devices;
        private final Clock clock;

        DefaultModel(
                ModelFolders folders,
                ModelRepository repository,
                ModelHealth health,
                Breakers breakers,
                Devices devices,
                Clock clock) {
            this.folders = folders;
            this.repository = repository;
            this.health = health;
            this.breakers = breakers;
            this.devices = devices;
            this.clock = clock;
        }

        @Override
        public String name() {
            return "default_model";
        }

        @Override
        public Optional<Duration> every() {
            return Optional.of(OFTEN);
        }

        @Override
        public Optional<String> problem() {
            var id = folders.models().image();
            var model = repository.usual();
            if (model.isEmpty()) {
                return Optional.of("there is no model " + id);
            }
            var report = health.of(model.get());
            if (!report.answers()) {
                return Optional.of("the files of the model " + id
                        + " could not be checked in time: their disk does not answer, or the machine is busy");
            }
            var standard = model.get().manifest().standardPrecision().name();
            if (!report.usable().contains(standard)) {
                return Optional.of("the model " + id + " is "
                        + report.availability().code()
                        + (report.isUsable() ? ", it runs in " + report.usable().getFirst() : older(model.get())));
            }
            return breakers.state(Variant.of(model.get(), standard, devices.preferred()), WorkKind.IMAGE)
                                    instanceof Open open
                            && !open.remaining(clock.instant()).isZero()
                    ? Optional.of("the model " + id + " kept failing and is left alone for a while")
                    : Optional.empty();
        }

        private String older(Model model) {
            return repository.otherVersions(model).stream()
                    .filter(version -> health.of(version).isUsable())
                    .findFirst()
                    .map(version -> ", its version " + version.manifest().version() + " answers")
                    .orElse("");
        }
    }

    /** The device that is preferred: it computes. */
    @ApplicationScoped
    static class PreferredDevice implements Dependency {

        private final Devices devices;
        private final Sessions sessions;

        PreferredDevice(Devices devices, Sessions sessions) {
            this.devices = devices;
            this.sessions = sessions;
        }

        @Override
        public String name() {
            return "device";
        }

        @Override
        public Optional<String> problem() {
            var device = devices.preferred();
            try {
                sessions.prove(device);
                return Optional.empty();
            } catch (RuntimeException e) {
                return Optional.of("no network runs on " + device);
            }
        }
    }
}
