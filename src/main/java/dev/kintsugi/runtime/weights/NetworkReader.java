package dev.kintsugi.runtime.weights;

import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.model.onnx.OnnxFile;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.arena.WeightMemory;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Reads a network and the weights beside it, all as they were at one moment. */
record NetworkReader(NetworkFiles files, LoadProgress progress) {

    /** A file that is being written all the time is not read for ever. */
    private static final int TRIES = 3;

    /** As many bytes as a network may have (protobuf.dev/programming-guides/proto-limits). */
    private static final long LARGEST = Integer.MAX_VALUE;

    NetworkBytes read() throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return readOnce();
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

    private NetworkBytes readOnce() throws IOException {
        var fingerprint = files.fingerprint(files.file());
        if (fingerprint.size() > LARGEST) {
            throw new TypedException(
                    FailureType.MODEL_CORRUPTION_DETECTED,
                    progress.name() + " has " + fingerprint.size() + " bytes, and no network has more than " + LARGEST
                            + "; weights of larger ones are in files beside it");
        }
        var network = FileBytes.read(files, files.file(), fingerprint, LARGEST, WeightMemory.plain(), progress);
        var weights = new LinkedHashMap<String, FileBytes>();
        try {
            var fingerprints = new HashMap<Path, FileFingerprint>();
            fingerprints.put(files.file(), fingerprint);
            readWeights(content(network), weights, fingerprints);
            return new NetworkBytes(network, weights, fingerprints);
        } catch (IOException | RuntimeException | Error e) {
            network.close();
            weights.values().forEach(FileBytes::close);
            throw e;
        }
    }

    /** Nothing if it is damaged: then it is for ONNX Runtime to say how. */
    private static OnnxFile content(FileBytes network) {
        try {
            return OnnxFile.read(new MemoryChannel(network.buffer()));
        } catch (IOException e) {
            Log.debugf(e, "weights of a network are not looked for");
            return OnnxFile.PLAIN;
        }
    }

    private void readWeights(OnnxFile content, Map<String, FileBytes> weights, Map<Path, FileFingerprint> fingerprints)
            throws IOException {
        if (!content.unreachable().isEmpty()) { // ONNX Runtime would look for it in the working directory
            throw new TypedException(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    progress.name() + " keeps " + content.unreachable().getFirst()
                            + " in another file, which is supported only in the main graph: save the network again with"
                            + " this tensor inside of it");
        }
        var paths = new LinkedHashMap<String, Path>();
        for (var location : content.external().keySet()) {
            var path = inside(location);
            paths.put(location, path);
            fingerprints.put(path, files.fingerprint(path));
        }
        for (var each : paths.entrySet()) {
            var location = each.getKey();
            var path = each.getValue();
            var needed = content.open().contains(location)
                    ? Long.MAX_VALUE
                    : content.external().getOrDefault(location, Long.MAX_VALUE);
            var fingerprint = Objects.requireNonNull(fingerprints.get(path));
            weights.put(location, FileBytes.read(files, path, fingerprint, needed, WeightMemory.counted(), progress));
        }
        for (var each : fingerprints.entrySet()) {
            if (!files.fingerprint(each.getKey()).equals(each.getValue())) {
                throw new FileBytes.Changed(each.getKey());
            }
        }
    }

    private Path inside(String location) {
        var network = files.file();
        var folder = network.toAbsolutePath().normalize().getParent();
        return OnnxFile.inside(location)
                .filter(_ -> folder != null)
                .map(path -> Objects.requireNonNull(folder).resolve(path))
                .orElseThrow(() -> new TypedException(
                        FailureType.MODEL_INTEGRITY_FAILURE,
                        network.getFileName() + " of the model keeps weights in a file outside of its folder"));
    }
}
