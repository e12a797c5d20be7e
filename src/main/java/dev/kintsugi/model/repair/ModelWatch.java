package dev.kintsugi.model.repair;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.health.FileProblem;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.repository.ModelRepository;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks after the models without a request. Every round reads the models folder, verifies what was changed in all versions, puts lost
 * manifests of built-in models back and fetches damaged files of all models that have a source. Rounds never overlap, and
 * a repair that hangs does not stop them.
 */
@ApplicationScoped
class ModelWatch {

    private record Version(ModelId model, String version) {

        static Version of(Model model) {
            return new Version(model.id(), model.manifest().version());
        }
    }

    private final ModelRepository repository;
    private final ModelHealth health;
    private final Repairs repairs;
    private final List<RestoreListener> listeners;
    private final Duration every;
    private final BackgroundTasks background;
    private final Map<Version, Map<String, FileProblem>> damaged = new ConcurrentHashMap<>();

    ModelWatch(
            ModelRepository repository,
            ModelHealth health,
            Repairs repairs,
            @All List<RestoreListener> listeners,
            ModelFolders folders,
            BackgroundTasks background) {
        this.repository = repository;
        this.health = health;
        this.repairs = repairs;
        this.listeners = listeners;
        this.every = folders.models().checkEvery();
        this.background = background;
    }

    void start(@Observes StartupEvent event) {
        background.every(every, "model watch", this::round);
    }

    void round() {
        repairs.restoreManifests();
        var models = repository.all().stream()
                .flatMap(model -> Stream.concat(Stream.of(model), repository.otherVersions(model).stream()))
                .toList();
        models.forEach(this::check);
        damaged.keySet().retainAll(models.stream().map(Version::of).collect(Collectors.toSet()));
        repairs.keepOnly(models);
    }

    private void check(Model model) {
        var report = health.of(model);
        if (!report.answers()) {
            return; // the repository tells of folders that do not answer
        }
        if (report.findings().isEmpty()) {
            if (damaged.remove(Version.of(model)) != null) {
                repairs.isWhole(model);
                Log.infof(
                        "all files of the model %s %s are whole",
                        model.id(), model.manifest().version());
                listeners.forEach(listener -> listener.restored(model.id()));
            }
            return;
        }
        if (!report.findings().equals(damaged.put(Version.of(model), report.findings()))) {
            Log.warnf(
                    "files of the model %s %s are damaged: %s",
                    model.id(), model.manifest().version(), text(report.findings()));
        }
        repairs.restore(
                model,
                model.manifest().files().stream()
                        .filter(file -> report.findings().containsKey(file.path()))
                        .toList());
    }

    private static String text(Map<String, FileProblem> findings) {
        var text = new StringBuilder();
        findings.entrySet().stream()
                .limit(5)
                .forEach(found -> text.append(text.isEmpty() ? "" : ", ")
                        .append(found.getKey())
                        .append(" (")
                        .append(found.getValue().code())
                        .append(')'));
        return findings.size() > 5 ? text + " and " + (findings.size() - 5) + " more" : text.toString();
    }
}
