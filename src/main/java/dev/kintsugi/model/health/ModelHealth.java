package dev.kintsugi.model.health;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.RequiredFiles;
import dev.kintsugi.model.file.BoundedCalls;
import dev.kintsugi.model.onnx.OnnxFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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
    private static final int MOST_LOOKS = 3;

    private record Known(Model model, ModelHealthReport report, Instant at) {}

    private final Integrity integrity;
    private final Clock clock;
    private final RequiredFiles needs = new RequiredFiles(new OnnxFiles());
    private final ModelInspection inspection = new ModelInspection(needs);
    private final BoundedCalls<Path, ModelHealthReport> checks = new BoundedCalls<>("model-health", THREADS);
    private final BoundedCalls<Path, FilesState> writes = new BoundedCalls<>("model-writes", THREADS);
    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /** How often the service itself changed files of models. */
    private final AtomicLong changes = new AtomicLong();

    public ModelHealth(Integrity integrity, Clock clock) {
        this.integrity = integrity;
        this.clock = clock;
    }

    /** How whole a model is. Takes a second at most. */
    public ModelHealthReport of(Model model) {
        var before = known.get(key(model));
        if (before != null
                && isOf(before, model)
                && clock.instant().isBefore(before.at().plus(FRESH))) {
            return before.report();
        }
        return now(model);
    }

    /** The same as of now, to decide what to try after a failure. */
    public ModelHealthReport now(Model model) {
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
        changes.incrementAndGet();
        known.remove(key(model));
    }

    /** What the quick check found meanwhile, as long as the disk answers at all. */
    private ModelHealthReport asKnown(Model model, @Nullable Known before) {
        var now = known.get(key(model));
        return now != null && now != before && isOf(now, model) ? now.report() : ModelHealthReport.SILENT;
    }

    /** Models that are one file each share a folder. */
    private static Path key(Model model) {
        return model.folder().resolve(model.id().value());
    }

    private static boolean isOf(Known known, Model model) {
        return known.model() == model || known.model().equals(model);
    }

    private ModelHealthReport check(Model model) {
        if (model.refusal() != null) {
            var refused = new ModelHealthReport(true, List.of(), Availability.INCOMPATIBLE, Map.of());
            keep(model, refused);
            return refused;
        }
        for (int look = 1; ; look++) {
            var begun = changes.get();
            keep(model, inspection.of(model, integrity::knownProblem));
            var full = inspection.of(model, (of, file) -> integrity.problem(of, file.path()));
            // What was read before files were restored is not how they are now.
            if (begun == changes.get() || look == MOST_LOOKS) {
                keep(model, full);
                return full;
            }
        }
    }

    private void keep(Model model, ModelHealthReport report) {
        known.put(key(model), new Known(model, report, clock.instant()));
    }
}
