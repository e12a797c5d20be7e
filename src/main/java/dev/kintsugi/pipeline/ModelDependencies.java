package dev.kintsugi.pipeline;

import dev.kintsugi.capacity.features.Dependency;
import dev.kintsugi.model.Availability;
import dev.kintsugi.model.Integrity;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.recovery.BreakerState.Open;
import dev.kintsugi.runtime.Devices;
import dev.kintsugi.runtime.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** Tries what pictures are drawn with. */
final class ModelDependencies {

    private ModelDependencies() {}

    /** The model that draws where a request names none: it is there, whole, and does not keep failing. */
    @ApplicationScoped
    static class DefaultModel implements Dependency {

        private final ModelFolders folders;
        private final ModelRepository repository;
        private final Integrity integrity;
        private final Breakers breakers;
        private final Devices devices;
        private final Clock clock;

        DefaultModel(
                ModelFolders folders,
                ModelRepository repository,
                Integrity integrity,
                Breakers breakers,
                Devices devices,
                Clock clock) {
            this.folders = folders;
            this.repository = repository;
            this.integrity = integrity;
            this.breakers = breakers;
            this.devices = devices;
            this.clock = clock;
        }

        @Override
        public String name() {
            return "default_model";
        }

        @Override
        public Optional<String> problem() {
            var id = folders.models().image();
            var model = repository.find(new ModelId(id));
            if (model.isEmpty()) {
                return Optional.of("there is no model " + id);
            }
            var availability = integrity.availability(model.get());
            if (availability != Availability.AVAILABLE) {
                return Optional.of("the model " + id + " is " + availability.code());
            }
            return breakers.state(model.get().id(), devices.preferred()) instanceof Open open
                            && !open.remaining(clock.instant()).isZero()
                    ? Optional.of("the model " + id + " kept failing and is left alone for a while")
                    : Optional.empty();
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
