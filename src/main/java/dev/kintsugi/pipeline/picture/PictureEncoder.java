package dev.kintsugi.pipeline.picture;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.capi.NativeApi;
import dev.kintsugi.runtime.library.ShippedLibraries;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Encodes pictures anew that are kept as PNG. The same picture always gives the same bytes. Must not run on an event loop. */
@ApplicationScoped
public class PictureEncoder {

    private boolean hopeless;
    private Optional<Leptonica> library = Optional.empty();

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
     * @throws TypedException dependency_missing if there is no encoder on this system, generation_pipeline_error if it fails
     */
    public byte[] encode(byte[] png, PictureEncoding encoding) {
        return library(encoding)
                .encode(png, encoding)
                .orElseThrow(() -> new TypedException(
                        FailureType.GENERATION_PIPELINE_ERROR,
                        "the picture cannot be encoded as " + encoding.format().code() + "; ask for png"));
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
