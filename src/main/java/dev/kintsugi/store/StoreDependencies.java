package dev.kintsugi.store;

import dev.kintsugi.capacity.features.Dependency;
import dev.kintsugi.job.support.JobLosses;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.store.artifacts.FallbackArtifactStore;
import dev.kintsugi.store.jobs.FallbackJobStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** Probes the stores. */
final class StoreDependencies {

    private StoreDependencies() {}

    /** Jobs. When they can be kept again, those that were held are. */
    @ApplicationScoped
    static class Jobs implements Dependency {

        private final FallbackJobStore jobs;
        private final JobLosses losses;

        Jobs(FallbackJobStore jobs, JobLosses losses) {
            this.jobs = jobs;
            this.losses = losses;
        }

        @Override
        public String name() {
            return FallbackJobStore.DEPENDENCY;
        }

        @Override
        public Optional<String> problem() {
            jobs.check();
            jobs.flush();
            losses.noticed(jobs.lost());
            return jobs.loss();
        }
    }

    /** Pictures. When they can be written again, those that were held are. */
    @ApplicationScoped
    static class Pictures implements Dependency {

        private final FallbackArtifactStore artifacts;

        Pictures(FallbackArtifactStore artifacts) {
            this.artifacts = artifacts;
        }

        @Override
        public String name() {
            return FallbackArtifactStore.DEPENDENCY;
        }

        @Override
        public Optional<String> problem() {
            if (!artifacts.works()) {
                return Optional.of("what is written cannot be read");
            }
            artifacts.flush();
            return Optional.empty();
        }
    }

    /** The folder of models and of what was learned. */
    @ApplicationScoped
    static class Home implements Dependency {

        /** It costs little, and tells of a full disk before a request meets it. */
        private static final Duration OFTEN = Duration.ofSeconds(1);

        private static final byte[] PAGE = new byte[4096];

        private final ModelFolders folders;
        private final WriteFaultHook faultHook;

        Home(ModelFolders folders, WriteFaultHook faultHook) {
            this.folders = folders;
            this.faultHook = faultHook;
        }

        @Override
        public String name() {
            return "home_folder";
        }

        @Override
        public Optional<Duration> every() {
            return Optional.of(OFTEN);
        }

        @Override
        public Optional<String> problem() {
            var file = folders.home().resolve("probe.partial");
            try {
                Files.deleteIfExists(file);
                faultHook.pass(file);
                Files.write(file, PAGE);
                Files.delete(file);
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
