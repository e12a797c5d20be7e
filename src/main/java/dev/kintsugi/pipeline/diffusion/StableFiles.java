package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.RequiredFiles;
import dev.kintsugi.model.health.FilesState;
import dev.kintsugi.model.onnx.OnnxFiles;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.weights.BoundedFileChecks;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees to it that a run uses files of a model that belong together. Without checksums nothing says which do, so files that
 * were written a moment ago are waited for until they are left alone, and a run during which one was changed has failed:
 * its result would be that of a model that nobody made.
 */
final class StableFiles {

    /** Between two files of a model that is being copied there is less time than this. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final int MOST_PAUSES = 3;

    /**
     * A model at the beginning of a run.
     *
     * @param files all that the run may read of it
     */
    record Begun(Model model, FilesState files) {}

    private record Key(Path folder, String precision) {}

    /** A check at the end of a run: never one that began before it. */
    private record AtEnd(Key key, List<String> paths) {}

    private final ModelRepository repository;
    private final BoundedFileChecks checks;
    private final Clock clock;
    private final RequiredFiles needs = new RequiredFiles(new OnnxFiles());
    private final Map<Key, FilesState> quiet = new ConcurrentHashMap<>();

    StableFiles(ModelRepository repository, BoundedFileChecks checks, Clock clock) {
        this.repository = repository;
        this.checks = checks;
        this.clock = clock;
    }

    /**
     * The model of a run that begins now. Waits a few seconds at most while its files are being written.
     *
     * @throws TypedException model_loading_failed if they still are
     */
    Begun begin(Variant variant, RunHandle handle) {
        var before = inspect(variant);
        for (int pauses = 0; ; pauses++) {
            var wait = before.files().untilQuiet(QUIET, clock.instant());
            if (wait.isZero() || isKnown(before, variant)) {
                return known(before, variant);
            }
            if (pauses == MOST_PAUSES) {
                throw new TypedException(
                        FailureType.MODEL_LOADING_FAILED,
                        "the model " + variant.model() + " cannot be used while its files are being written");
            }
            handle.pause(wait);
            repository.scan();
            var now = inspect(variant);
            if (now.files().equals(before.files())) { // whatever the clock says
                return known(now, variant);
            }
            before = now;
        }
    }

    private Begun inspect(Variant variant) {
        var model = repository.require(variant.model(), variant.version());
        model.requireUsable();
        return new Begun(model, state(model, variant.precision()));
    }

    private FilesState state(Model model, String precision) {
        return checks.at(
                new Key(model.folder(), precision),
                model.id().value(),
                FilesState.class,
                () -> FilesState.of(model, needs.of(model, precision)));
    }

    private boolean isKnown(Begun begun, Variant variant) {
        var known = quiet.get(new Key(begun.model().folder(), variant.precision()));
        return known != null && known.differences(begun.files()).isEmpty();
    }

    private Begun known(Begun begun, Variant variant) {
        quiet.put(new Key(begun.model().folder(), variant.precision()), begun.files());
        return begun;
    }

    /**
     * Makes sure that a run that ends now has used nothing else than what was there when it began. A disk that does not
     * answer cannot be asked.
     *
     * @throws TypedException concurrent_access_error if a file was changed meanwhile
     */
    void requireSame(Begun begun) {
        var paths = List.copyOf(begun.files().files().keySet());
        checks.ifInTime(
                        new AtEnd(new Key(begun.model().folder(), ""), paths),
                        FilesState.class,
                        () -> FilesState.of(begun.model(), paths))
                .map(begun.files()::differences)
                .filter(changed -> !changed.isEmpty())
                .ifPresent(changed -> {
                    throw new TypedException(
                            FailureType.CONCURRENT_ACCESS_ERROR,
                            changed.getFirst() + " of the model "
                                    + begun.model().id() + " was changed while the model was used");
                });
    }
}
