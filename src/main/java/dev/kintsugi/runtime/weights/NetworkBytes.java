package dev.kintsugi.runtime.weights;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.arena.SharedArena;
import dev.kintsugi.runtime.arena.WeightMemory;
import dev.kintsugi.runtime.capi.OnnxEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All files of a network as they were at one moment, read once: what was verified is what runs. See decisions/0014.
 */
public final class NetworkBytes implements AutoCloseable {

    private final FileBytes network;
    private final Map<String, FileBytes> weights;
    private final Map<Path, FileFingerprint> fingerprints;
    private @Nullable FileBytes rest;

    /** @param weights the files beside the network, by the location that it names */
    NetworkBytes(FileBytes network, Map<String, FileBytes> weights, Map<Path, FileFingerprint> fingerprints) {
        this.network = network;
        this.weights = weights;
        this.fingerprints = Map.copyOf(fingerprints);
    }

    /**
     * Reads them.
     *
     * @throws TypedException what {@link NetworkFiles} throws; model_integrity_failure if weights are said to lie outside
     *     of the network's folder, vram_exhaustion if they do not fit
     */
    public static NetworkBytes read(NetworkFiles files, LoadProgress progress) throws IOException {
        return new NetworkReader(files, progress).read();
    }

    /** Which files these were. */
    public Map<Path, FileFingerprint> fingerprints() {
        return fingerprints;
    }

    /** How many bytes were read and kept of all files. */
    public long size() {
        return network.size() + weightBytes();
    }

    /**
     * Opens the network. What it was read from is not needed any more then: ONNX Runtime has its own copy. It keeps that of
     * weights in other files outside of the budget, unless it packs them anew, so as much of the budget is set aside until
     * these bytes are closed. What others take of the budget meanwhile makes this less exact.
     *
     * @param onCpu whether the weights stay in the memory that the budget is for
     * @throws TypedException vram_exhaustion if there is no room for that
     */
    public OrtSession open(SessionOptions options, boolean onCpu) throws OrtException {
        if (!weights.isEmpty()) {
            ExternalInitializers.add(weights, options);
        }
        var before = SharedArena.use().filter(_ -> onCpu && !weights.isEmpty());
        var session = OnnxEnvironment.get().createSession(network.buffer(), options);
        try {
            network.close();
            var copied = before.flatMap(earlier -> SharedArena.use().map(use -> use.inUse() - earlier.inUse()))
                    .map(packed -> weightBytes() - Math.max(0, packed))
                    .orElse(0L);
            setAside(copied);
            return session;
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    /** Keeps so much of the budget as taken, without memory behind it. */
    private void setAside(long bytes) {
        var left = bytes;
        for (var each : weights.values()) {
            if (each.size() <= left) {
                each.discard();
                left -= each.size();
            } else {
                each.close();
            }
        }
        if (left > 0) {
            rest = FileBytes.reserve(left, WeightMemory.counted());
        }
    }

    private long weightBytes() {
        return weights.values().stream().mapToLong(FileBytes::size).sum();
    }

    @Override
    public void close() {
        network.close();
        weights.values().forEach(FileBytes::close);
        if (rest != null) {
            rest.close();
        }
    }
}
