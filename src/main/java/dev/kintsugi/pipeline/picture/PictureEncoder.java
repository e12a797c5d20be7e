package dev.kintsugi.pipeline.picture;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.capi.NativeApi;
import dev.kintsugi.runtime.library.ShippedLibraries;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Encodes pictures anew that are kept as PNG. The same picture always gives the same bytes. Each takes a processor and four
 * bytes a pixel of native memory while it lasts, so there are at most as many at a time as there are processors. Must not run
 * on an event loop.
 */
@ApplicationScoped
public class PictureEncoder {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Semaphore places;
    private final Duration patience;
    private boolean hopeless;
    private Optional<Leptonica> library = Optional.empty();

    public PictureEncoder() {
        this(Runtime.getRuntime().availableProcessors(), PATIENCE);
    }

    /**
     * Encodes at most so many at a time.
     *
     * @param patience how long one waits for its turn
     */
    PictureEncoder(int most, Duration patience) {
        this.places = new Semaphore(most, true);
        this.patience = patience;
    }

    /**
     * Makes sure that a format can be had here, before anything is computed.
     *
     * @throws TypedException dependency_missing if it cannot
     */
    public void require(PictureEncoding encoding) {
        library(encoding);
    }

    /**
     * A picture in another format.
     *
     * @throws TypedException dependency_missing if there is no encoder on this system, generation_pipeline_error if it fails,
     *     model_overloaded if too many are to be encoded before it
     */
    public byte[] encode(byte[] png, PictureEncoding encoding) {
        var encoder = library(encoding);
        takePlace();
        try {
            return encoder.encode(png, encoding)
                    .orElseThrow(() -> new TypedException(
                            FailureType.GENERATION_PIPELINE_ERROR,
                            "the picture cannot be encoded as "
                                    + encoding.format().code() + "; ask for png"));
        } finally {
            places.release();
        }
    }

    private void takePlace() {
        try {
            if (places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new TypedException(
                FailureType.MODEL_OVERLOADED, "too many pictures are to be encoded now; try again, or ask for png");
    }

    private synchronized Leptonica library(PictureEncoding encoding) {
        if (library.isEmpty() && !hopeless) {
            library = load();
        }
        return library.orElseThrow(() -> new TypedException(
                FailureType.DEPENDENCY_MISSING,
                "pictures can be sent as png only: the library that encodes "
                        + encoding.format().code() + " cannot be loaded on this system"));
    }

    /** A full disk may have room at the next request; what is not there for this system stays away. */
    private Optional<Leptonica> load() {
        try {
            var loaded = ShippedLibraries.leptonica().flatMap(file -> Leptonica.in(file, NativeApi.get()));
            hopeless = loaded.isEmpty();
            return loaded;
        } catch (UncheckedIOException e) {
            Log.warnf("pictures can be sent as PNG only for now: %s", e.getMessage());
            return Optional.empty();
        } catch (LinkageError e) {
            hopeless = true;
            Log.warnf("pictures can be sent as PNG only: %s", e.getMessage());
            return Optional.empty();
        }
    }
}
