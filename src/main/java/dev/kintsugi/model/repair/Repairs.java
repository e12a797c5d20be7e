package dev.kintsugi.model.repair;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.ModelFolders.Repair;
import dev.kintsugi.model.file.BoundedCalls;
import dev.kintsugi.model.health.ModelHealth;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Restores what {@link ModelWatch} finds damaged. What cannot be restored is logged once and tried again after pauses that
 * double, so that a full or read-only disk is used again soon after it can be. A repair that hangs holds up no other.
 */
@ApplicationScoped
public class Repairs {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);
    private static final int THREADS = 4;
    private static final String MANIFESTS = "the built-in manifests";

    /** When a repair that failed is tried again, and why it failed. */
    private record Failed(Instant next, Duration pause, String why) {}

    private final BuiltinModels builtin;
    private final Installer installer;
    private final ModelHealth health;
    private final Repair policy;
    private final Clock clock;
    private final BoundedCalls<String, Boolean> running = new BoundedCalls<>("model-repair", THREADS);
    private final Map<String, Failed> failed = new ConcurrentHashMap<>();

    public Repairs(BuiltinModels builtin, Installer installer, ModelHealth health, ModelFolders folders, Clock clock) {
        this.builtin = builtin;
        this.installer = installer;
        this.health = health;
        this.policy = folders.models().repair();
        this.clock = clock;
    }

    /** Why models cannot be restored; nothing while they can, as far as is known. */
    public Optional<String> problem() {
        return failed.values().stream().map(Failed::why).findFirst();
    }

    /** Puts lost and changed manifests of built-in models back. Does not wait for that. */
    void restoreManifests() {
        if (policy == Repair.ALWAYS) {
            var _ = running.start(MANIFESTS, () -> attempt(MANIFESTS, builtin::restoreManifests));
        }
    }

    /** Fetches the damaged files of a model if all of them have a source. Does not wait for that. */
    void restore(Model model, List<ModelFile> damaged) {
        if (policy == Repair.ALWAYS && !damaged.isEmpty() && installer.canRepair(damaged)) {
            var name = name(model);
            var _ = running.start(name, () -> attempt(name, () -> fetch(model)));
        }
    }

    /** It is complete again, whatever repaired it. */
    void isWhole(Model model) {
        failed.remove(name(model));
    }

    /** Forgets what could not be restored of models that are gone. */
    void keepOnly(Collection<Model> models) {
        var names = models.stream().map(Repairs::name).collect(Collectors.toSet());
        failed.keySet().removeIf(name -> !name.equals(MANIFESTS) && !names.contains(name));
    }

    private static String name(Model model) {
        return model.id() + " " + model.manifest().version();
    }

    private void fetch(Model model) {
        var restored = installer.restore(model);
        health.changed(model);
        if (!restored.isEmpty()) {
            Log.infof("restored %s of the model %s", String.join(", ", restored), model.id());
        }
    }

    private boolean attempt(String what, Runnable work) {
        var before = failed.get(what);
        if (before != null && clock.instant().isBefore(before.next())) {
            return false;
        }
        try {
            work.run();
            failed.remove(what);
            return true;
        } catch (RuntimeException e) {
            var why = String.valueOf(e.getMessage());
            if (before == null || !before.why().equals(why)) {
                Log.warnf("not restored: %s", why);
            }
            var pause = before == null ? FIRST_PAUSE : before.pause().multipliedBy(2);
            var next = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
            failed.put(what, new Failed(clock.instant().plus(next), next, why));
            return false;
        }
    }
}
