package dev.kintsugi.job.artifact;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.store.Retention;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;

/** Forgets what is too old or too much, now and then. A store of artifacts that hangs holds up nothing else by that. */
@ApplicationScoped
class RetentionTask {

    private final ArtifactRemoval removal;
    private final Retention retention;
    private final JobSettings settings;
    private final BackgroundTasks background;
    private final Clock clock;

    RetentionTask(
            ArtifactRemoval removal,
            Retention retention,
            JobSettings settings,
            BackgroundTasks background,
            Clock clock) {
        this.removal = removal;
        this.retention = retention;
        this.settings = settings;
        this.background = background;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        background.every(settings.heartbeat(), "retention", this::forget);
    }

    private void forget() {
        try {
            var now = clock.instant();
            removal.forget(retention, now, now.plus(settings.heartbeat()));
        } catch (RuntimeException e) {
            Log.debugf(e, "old jobs cannot be forgotten now"); // the features say what is wrong with the store
        }
    }
}
