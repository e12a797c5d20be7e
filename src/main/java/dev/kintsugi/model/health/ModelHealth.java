package dev.kintsugi.model.health;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.RequiredFiles;
import dev.kintsugi.model.file.BoundedCalls;
import dev.kintsugi.model.file.OnnxFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows how whole each model is, as of at most a second ago. Files are checked on a bounded number of threads, so
 * asking takes a second at most, even if a disk hangs; only what was changed is read. While it is read, which takes a
 * while for large files, what their sizes say counts.
 */
@ApplicationScoped
public class ModelHealth {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** Copying the files of a model may pause for so long. */
    private static final Duration WRITTEN = Duration.ofSeconds(10);

    private static final int THREADS = 16;

    /**
     * How whole a model is.
     *
     * @param answers whether its files could be checked in time
     * @param usable the precisions that have all that they need, the standard one first
     * @param availability that of its standard precision
     * @param findings what is wrong, by file; also with files that no picture needs
     */
    public record Report(
            boolean answers, List<String> usable, Availability availability, Map<String, FileProblem> findings) {

        static final Report SILENT = new Report(false, List.of(), Availability.CORRUPTED, Map.of());

        public Report {
            usable = List.copyOf(usable);
            findings = java.util.Collections.unmodifiableMap(new TreeMap<>(findings));
        }

        /** Whether any precision has all that it needs. */
        public boolean isUsable() {
            return !usable.isEmpty();
        }
    }

    private record Known(Model model, Report report, Instant at) {}

    private final Integrity integrity;
    private final Clock clock;
    private final RequiredFiles needs = new RequiredFiles(new OnnxFiles());
    private final BoundedCalls<Path, Report> checks = new BoundedCalls<>("model-health", THREADS);
    private final BoundedCalls<Path, FilesState> writes = new BoundedCalls<>("model-writes", THREADS);
    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    public ModelHealth(Integrity integrity, Clock clock) {
        this.integrity = integrity;
        this.clock = clock;
    }

    /** How whole a model is. Takes a second at most. */
    public Report of(Model model) {
        var before = known.get(key(model));
        if (before != null
                && isOf(before, model)
                && clock.instant().isBefore(before.at().plus(FRESH))) {
            return before.report();
        }
        return now(model);
    }

    /** The same as of now, to decide what to try after a failure. */
    public Report now(Model model) {
        var before = known.get(key(model));
        return checks.call(key(model), () -> check(model), PATIENCE).orElseGet(() -> asKnown(model, before));
    }

    /** Whether one of its files was written a moment ago, such as when it is being copied. Takes a second at most. */
    public boolean isBeingWritten(Model model) {
        var paths = new TreeSet<String>();
        model.manifest().precisions().forEach(precision -> paths.addAll(needs.of(model, precision.name())));
        return writes.call(model.folder(), () -> FilesState.of(model, paths), PATIENCE)
                .filter(files -> !files.untilQuiet(WRITTEN, clock.instant()).isZero())
                .isPresent();
    }

    /** Its files were changed by the service itself: what was known of them counts no more. */
    public void changed(Model model) {
        known.remove(key(model));
    }

    /** What the quick check found meanwhile, as long as the disk answers at all. */
    private Report asKnown(Model model, @Nullable Known before) {
        var now = known.get(key(model));
        return now != null && now != before && isOf(now, model) ? now.report() : Report.SILENT;
    }

    /** Models that are one file each share a folder. */
    private static Path key(Model model) {
        return model.folder().resolve(model.id().value());
    }

    private static boolean isOf(Known known, Model model) {
        return known.model() == model || known.model().equals(model);
    }

    private Report check(Model model) {
        if (model.refusal() != null) {
            var refused = new Report(true, List.of(), Availability.INCOMPATIBLE, Map.of());
            keep(model, refused);
            return refused;
        }
        var quick = report(
                model,
                (file, findings) ->
                        integrity.knownProblem(model, file).ifPresent(finding -> findings.put(file.path(), finding)));
        keep(model, quick);
        var full = report(
                model,
                (file, findings) ->
                        integrity.problem(model, file.path()).ifPresent(finding -> findings.put(file.path(), finding)));
        keep(model, full);
        return full;
    }

    private void keep(Model model, Report report) {
        known.put(key(model), new Known(model, report, clock.instant()));
    }

    private interface FileCheck {
        void at(ModelFile file, Map<String, FileProblem> findings);
    }

    private Report report(Model model, FileCheck check) {
        var findings = new TreeMap<String, FileProblem>();
        model.manifest().files().forEach(file -> check.at(file, findings));
        for (var precision : model.manifest().precisions()) {
            for (var path : needs.of(model, precision.name())) {
                if (model.manifest().file(path).isEmpty()) {
                    findings.put(path, FileProblem.FILE_MISSING);
                }
            }
        }
        var usable = model.manifest().precisions().stream()
                .map(Manifest.Precision::name)
                .filter(precision -> needs.of(model, precision).stream().noneMatch(findings::containsKey))
                .toList();
        var standard = needs.of(model, model.manifest().standardPrecision().name());
        return new Report(true, usable, availability(findings, standard), findings);
    }

    private static Availability availability(Map<String, FileProblem> findings, Set<String> needed) {
        return Availability.of(findings.entrySet().stream()
                .filter(entry -> needed.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList());
    }
}
