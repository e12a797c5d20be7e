package dev.kintsugi.report.analytics;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.generation.request.NamedModels;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.model.source.InstalledModels;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;

/** Logs of failures without a service: of no models, and with a listener that is told at once. */
public final class FailureLogs {

    private FailureLogs() {}

    public static FailureLog of(FailureListener listener, Clock clock) {
        var folders = InstalledModels.folders(Path.of("target/no-home"));
        var repository = new ModelRepository(folders, clock);
        var models = new ModelNames(
                repository,
                new NamedModels(repository, folders),
                new BackgroundTasks(Executors.newScheduledThreadPool(0), clock));
        var settings = new AnalyticsSettings() {
            @Override
            public double spikeFactor() {
                return 3;
            }

            @Override
            public int spikeMinimum() {
                return 10;
            }
        };
        return new FailureLog(new FailureAnnouncer(List.of(listener), Runnable::run), models, settings, clock);
    }
}
