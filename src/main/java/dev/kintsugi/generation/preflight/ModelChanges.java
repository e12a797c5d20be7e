package dev.kintsugi.generation.preflight;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.remedy.ResultCache;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Notices that a version of a model has other files than before, also if they were replaced while the service did not run: what
 * the old ones needed, and what they gave, says nothing of the new ones and is forgotten.
 */
@ApplicationScoped
public class ModelChanges {

    /** @param files tells one state of its files from another: their sizes, and checksums where the manifest has them */
    public record Entry(ModelId model, String version, String files) {}

    private record Key(ModelId model, String version) {}

    /** @param list the same files as a manifest lists them; empty if that is not known */
    private record Seen(String files, List<ModelFile> list) {}

    private final ModelRepository repository;
    private final KnownGood knownGood;
    private final MemoryForecast memory;
    private final TimeForecast times;
    private final ResultCache results;
    private final Map<Key, Seen> seen = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    ModelChanges(
            ModelRepository repository,
            KnownGood knownGood,
            MemoryForecast memory,
            TimeForecast times,
            ResultCache results) {
        this.repository = repository;
        this.knownGood = knownGood;
        this.memory = memory;
        this.times = times;
        this.results = results;
    }

    /** Checks whether the model of a plan has other files, before what was learned of it is used. */
    void check(Plan plan) {
        repository.find(plan.variant().model()).ifPresent(this::check);
    }

    private void check(Model model) {
        var key = new Key(model.id(), model.manifest().version());
        var list = model.manifest().files();
        var before = seen.get(key);
        if (before == null || !before.list().equals(list)) {
            changed(key, new Seen(digest(list), list));
        }
    }

    private synchronized void changed(Key key, Seen now) {
        var before = seen.put(key, now);
        if (before != null && before.files().equals(now.files())) {
            return;
        }
        changes.incrementAndGet();
        if (before != null) {
            forget(key);
        }
    }

    private void forget(Key key) {
        Log.infof(
                "the model %s %s has other files than before: what was learned of its memory and time is forgotten",
                key.model(), key.version());
        Predicate<Variant> its = variant ->
                variant.model().equals(key.model()) && variant.version().equals(key.version());
        knownGood.forget(its);
        memory.forget(its);
        times.forget(its);
        results.forget(its);
    }

    private static String digest(List<ModelFile> files) {
        return Sha256.of(files.stream()
                .map(file -> file.path() + " " + file.size() + " " + file.sha256())
                .sorted()
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8));
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
                        known.getValue().files()))
                .toList();
    }

    /** Knows what was known before, and nothing else. */
    public synchronized void restore(List<Entry> entries) {
        seen.clear();
        entries.forEach(entry -> seen.put(new Key(entry.model(), entry.version()), new Seen(entry.files(), List.of())));
        changes.incrementAndGet();
    }
}
