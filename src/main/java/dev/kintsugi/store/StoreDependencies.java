package dev.kintsugi.store;

import dev.kintsugi.capacity.features.Dependency;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.WriteGate;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;

/** Tries the places where things are kept. */
final class StoreDependencies {

    private StoreDependencies() {}

    /** Jobs. When they can be kept again, those that were held are. */
    @ApplicationScoped
    static class Jobs implements Dependency {

        private final HoldingJobStore jobs;

        Jobs(HoldingJobStore jobs) {
            this.jobs = jobs;
        }

        @Override
        public String name() {
            return HoldingJobStore.DEPENDENCY;
        }

        @Override
        public Optional<String> problem() {
            jobs.check();
            jobs.handOver();
            return jobs.loss();
        }
    }

    /** Pictures. When they can be written again, those that were held are. */
    @ApplicationScoped
    static class Pictures implements Dependency {

        private final HoldingArtifactStore artifacts;

        Pictures(HoldingArtifactStore artifacts) {
            this.artifacts = artifacts;
        }

        @Override
        public String name() {
            return HoldingArtifactStore.DEPENDENCY;
        }

        @Override
        public Optional<String> problem() {
            if (!artifacts.works()) {
                return Optional.of("what is written cannot be read");
            }
            artifacts.handOver();
            return Optional.empty();
        }
    }

    /** The folder of models and of what was learned. */
    @ApplicationScoped
    static class Home implements Dependency {

        private static final byte[] PAGE = new byte[4096];

        private final ModelFolders folders;
        private final WriteGate gate;

        Home(ModelFolders folders, WriteGate gate) {
            this.folders = folders;
            this.gate = gate;
        }

        @Override
        public String name() {
            return "home_folder";
        }

        @Override
        public Optional<String> problem() {
            var file = folders.home().resolve("probe.partial");
            try {
                Files.deleteIfExists(file);
                gate.pass(file);
                Files.write(file, PAGE);
                Files.delete(file);
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
