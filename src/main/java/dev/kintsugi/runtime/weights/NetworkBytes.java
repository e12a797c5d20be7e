package dev.kintsugi.runtime.weights;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.model.onnx.OnnxFile;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.arena.SharedArena;
import dev.kintsugi.runtime.arena.WeightMemory;
import dev.kintsugi.runtime.capi.NativeApi;
import dev.kintsugi.runtime.capi.NativeMemory;
import dev.kintsugi.runtime.capi.OnnxEnvironment;
import dev.kintsugi.runtime.capi.OrtApi;
import dev.kintsugi.runtime.capi.OrtJavaFields;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All files of a network as they were at one moment, read once: what was verified is what runs. See decisions/0014.
 */
public final class NetworkBytes implements AutoCloseable {

    /** A file that is being written all the time is not read for ever. */
    private static final int TRIES = 3;

    /** As many bytes as a network may have (protobuf.dev/programming-guides/proto-limits). */
    private static final long LARGEST = Integer.MAX_VALUE;

    private final FileBytes network;
    private final Map<String, FileBytes> weights = new LinkedHashMap<>();
    private final Map<Path, FileFingerprint> fingerprints = new HashMap<>();
    private @Nullable FileBytes rest;

    private NetworkBytes(FileBytes network) {
        this.network = network;
    }

    /**
     * Reads them.
     *
     * @throws TypedException what {@link NetworkFiles} throws; model_integrity_failure if weights are said to lie outside
     *     of the network's folder, vram_exhaustion if they do not fit
     */
    public static NetworkBytes read(NetworkFiles files, LoadProgress progress) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return readOnce(files, progress);
            } catch (FileBytes.Changed e) {
                if (tries == TRIES) {
                    throw new TypedException(
                            FailureType.MODEL_LOADING_FAILED,
                            progress.name() + " cannot be loaded while its files are being written",
                            e);
                }
            }
        }
    }

    private static NetworkBytes readOnce(NetworkFiles files, LoadProgress progress) throws IOException {
        var fingerprint = files.fingerprint(files.file());
        if (fingerprint.size() > LARGEST) {
            throw new TypedException(
                    FailureType.MODEL_CORRUPTION_DETECTED,
                    progress.name() + " has " + fingerprint.size() + " bytes, and no network has more than " + LARGEST
                            + "; weights of larger ones are in files beside it");
        }
        var bytes = new NetworkBytes(
                FileBytes.read(files, files.file(), fingerprint, LARGEST, WeightMemory.plain(), progress));
        try {
            bytes.fingerprints.put(files.file(), fingerprint);
            bytes.readWeights(files, progress);
            return bytes;
        } catch (IOException | RuntimeException | Error e) {
            bytes.close();
            throw e;
        }
    }

    private void readWeights(NetworkFiles files, LoadProgress progress) throws IOException {
        var content = content();
        if (!content.unreachable().isEmpty()) { // ONNX Runtime would look for it in the working directory
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    progress.name() + " keeps " + content.unreachable().getFirst()
                            + " in another file, which is supported only in the main graph: save the network again with"
                            + " this tensor inside of it");
        }
        var paths = new LinkedHashMap<String, Path>();
        for (var location : content.external().keySet()) {
            var path = inside(files.file(), location);
            paths.put(location, path);
            fingerprints.put(path, files.fingerprint(path));
        }
        for (var each : paths.entrySet()) {
            var path = each.getValue();
            var location = each.getKey();
            var needed = content.open().contains(location)
                    ? Long.MAX_VALUE
                    : content.external().getOrDefault(location, Long.MAX_VALUE);
            weights.put(
                    location, FileBytes.read(files, path, fingerprint(path), needed, WeightMemory.counted(), progress));
        }
        for (var path : paths.values()) {
            if (!files.fingerprint(path).equals(fingerprint(path))) {
                throw new FileBytes.Changed(path);
            }
        }
        if (!files.fingerprint(files.file()).equals(fingerprint(files.file()))) {
            throw new FileBytes.Changed(files.file());
        }
    }

    /** Nothing if it is damaged: then it is for ONNX Runtime to say how. */
    private OnnxFile content() {
        try {
            return OnnxFile.read(new MemoryChannel(network.buffer()));
        } catch (IOException e) {
            Log.debugf(e, "weights of a network are not looked for");
            return OnnxFile.PLAIN;
        }
    }

    private FileFingerprint fingerprint(Path path) {
        return Objects.requireNonNull(fingerprints.get(path));
    }

    private static Path inside(Path network, String location) {
        var folder = network.toAbsolutePath().normalize().getParent();
        return OnnxFile.inside(location)
                .filter(_ -> folder != null)
                .map(path -> Objects.requireNonNull(folder).resolve(path))
                .orElseThrow(() -> new TypedException(
                        FailureType.MODEL_INTEGRITY_FAILURE,
                        network.getFileName() + " of the model keeps weights in a file outside of its folder"));
    }

    /** Which files these were. */
    public Map<Path, FileFingerprint> fingerprints() {
        return Map.copyOf(fingerprints);
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
            provide(options);
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

    private void provide(SessionOptions options) throws OrtException {
        try (var memory = new NativeMemory(NativeApi.get())) {
            var names = weights.keySet().stream().mapToLong(memory::path).toArray();
            var addresses =
                    weights.values().stream().mapToLong(FileBytes::address).toArray();
            var sizes = weights.values().stream().mapToLong(FileBytes::size).toArray();
            OrtApi.ofProcess()
                    .call(
                            OrtApi.ADD_EXTERNAL_INITIALIZERS_FROM_FILES_IN_MEMORY,
                            OrtJavaFields.options(options),
                            memory.array(names),
                            memory.array(addresses),
                            memory.array(sizes),
                            names.length);
        }
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
