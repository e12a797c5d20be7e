package dev.kintsugi.generation.preflight;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.repository.FirstUseHashes;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Plan;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notices that a version of a model has other files than before, also if they were replaced while the service did not run: what
 * the old ones needed, and what they gave, says nothing of the new ones and is forgotten.
 */
@ApplicationScoped
public class ModelChanges {

    /** @param files tells one state of its files from another: their sizes, and checksums where the manifest has them */
    public record Entry(ModelId model, String version, String files) {}

    private record Key(ModelId model, String version) {}

    private final ModelRepository repository;
    private final LearnedOfModels learned;
    private final FirstUseHashes firstUse;
    private final Map<Key, ModelFilesState> seen = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    ModelChanges(ModelRepository repository, LearnedOfModels learned, FirstUseHashes firstUse) {
        this.repository = repository;
        this.learned = learned;
        this.firstUse = firstUse;
    }

    /** Checks whether the model of a plan has other files, before what was learned of it is used. */
    void check(Plan plan) {
        repository.find(plan.variant().model(), plan.variant().version()).ifPresent(this::check);
    }

    private void check(Model model) {
        var key = new Key(model.id(), model.manifest().version());
        var list = model.manifest().files();
        var replacements = firstUse.replacements(model);
        var before = seen.get(key);
        if (before == null || !before.list().equals(list) || before.replacements() != replacements) {
            changed(key, ModelFilesState.of(list, replacements));
        }
    }

    private synchronized void changed(Key key, ModelFilesState now) {
        var before = seen.put(key, now);
        if (before != null && before.isSame(now)) {
            return;
        }
        changes.incrementAndGet();
        if (before != null) {
            forget(key);
        }
    }

    private void forget(Key key) {
        Log.infof(
                "the model %s %s has other files than before: what was learned of it is forgotten",
                key.model(), key.version());
        learned.forget(variant ->
                variant.model().equals(key.model()) && variant.version().equals(key.version()));
    }

    /** How often another state of files was noticed: the same number means the same knowledge. */
    public long changes() {
        return changes.get();
    }

    /** The files of which something may have been learned. */
    public List<Entry> entries() {
        return seen.entrySet().stream()
                .map(known -> new Entry(
                        known.getKey().model(),
                        known.getKey().version(),
                        known.getValue().digest()))
                .toList();
    }

    /** Knows what was known before, and nothing else. */
    public synchronized void restore(List<Entry> entries) {
        seen.clear();
        entries.forEach(
                entry -> seen.put(new Key(entry.model(), entry.version()), ModelFilesState.restored(entry.files())));
        changes.incrementAndGet();
    }
}
