package dev.kintsugi.runtime.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Device;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Proves on a session's first run that the device that was asked for really computes: ONNX Runtime moves work to the
 * CPU without a word. Its own profile of the run tells which provider ran each operator.
 */
final class ProviderCheck {

    /** For the CPU, which needs no proof. */
    static final ProviderCheck NONE = new ProviderCheck(false);

    private static final Pattern PROVIDER = Pattern.compile("\"provider\"\\s*:\\s*\"(\\w+)\"");

    private boolean pending;

    private ProviderCheck(boolean pending) {
        this.pending = pending;
    }

    static ProviderCheck onFirstRun(SessionOptions options) throws OrtException {
        options.enableProfiling(
                Path.of(System.getProperty("java.io.tmpdir"), "kintsugi-provider-check-" + UUID.randomUUID())
                        .toString());
        return new ProviderCheck(true);
    }

    synchronized void afterRun(OrtSession session, Device device) throws OrtException {
        if (!pending) {
            return;
        }
        pending = false;
        var profile = Path.of(session.endProfiling());
        try {
            require(device, Files.readString(profile));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            remove(profile);
        }
    }

    /** A session that ends before its first run leaves its profile too. */
    synchronized void giveUp(OrtSession session) throws OrtException {
        if (pending) {
            pending = false;
            remove(Path.of(session.endProfiling()));
        }
    }

    private static void remove(Path profile) {
        try {
            Files.deleteIfExists(profile);
        } catch (IOException e) {
            Log.debugf(e, "%s could not be deleted", profile.getFileName());
        }
    }

    static void require(Device device, String profile) {
        var found = PROVIDER.matcher(profile);
        while (found.find()) {
            if (found.group(1).equals(device.provider().onnxName())) {
                return;
            }
        }
        throw new TypedException(
                FailureType.HARDWARE_OPTIMIZATION_FAILURE,
                "the model was loaded for " + device + " but no part of it ran there");
    }
}
