package dev.kintsugi.pipeline.network;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.repository.FirstUseHashes;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.weights.NetworkFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of one network of a model, judged by the model's manifest; without checksums in it, by what the same file had
 * in it before.
 */
record VerifiedFiles(Integrity integrity, Contents contents, FirstUseHashes first, Model model, Path file)
        implements NetworkFiles {

    VerifiedFiles(Integrity integrity, Contents contents, FirstUseHashes first, Model model, String path) {
        this(integrity, contents, first, model, model.path(path));
    }

    /** What files had in them when they were read. */
    static final class Contents {

        private record Content(FileFingerprint fingerprint, String sha256) {}

        private final Map<Path, Content> known = new ConcurrentHashMap<>();

        /** What was found in a file if that is not what is wanted. */
        Optional<String> other(Path file, FileFingerprint fingerprint, String wanted) {
            return Optional.ofNullable(known.get(file))
                    .filter(read -> read.fingerprint().equals(fingerprint))
                    .map(Content::sha256)
                    .filter(found -> !found.equals(wanted));
        }

        /** What was found first under a fingerprint counts, however often the file is read again. */
        boolean isAsBefore(Path file, FileFingerprint fingerprint, String sha256) {
            var counts = known.compute(
                    file,
                    (_, before) -> before != null && before.fingerprint().equals(fingerprint)
                            ? before
                            : new Content(fingerprint, sha256));
            return counts.sha256().equals(sha256);
        }
    }

    @Override
    public String name() {
        return model.id().value();
    }

    /** What was read under this fingerprint may have been judged by a manifest that was replaced since. */
    @Override
    public FileFingerprint fingerprint(Path of) {
        var path = relative(of);
        var fingerprint = integrity.inspect(model, path);
        integrity
                .expected(model, path)
                .flatMap(wanted -> contents.other(of, fingerprint, wanted))
                .ifPresent(_ -> {
                    throw new TypedException(
                            FailureType.MODEL_CORRUPTION_DETECTED,
                            path + " of the model " + model.id() + " does not match its checksum");
                });
        return fingerprint;
    }

    @Override
    public void accept(Path of, FileFingerprint fingerprint, String sha256) {
        var path = relative(of);
        if (model.manifest().file(path).isPresent()) {
            integrity.requireContent(model, path, fingerprint.size(), sha256);
        }
        if (!contents.isAsBefore(of, fingerprint, sha256)) {
            throw new TypedException(
                    FailureType.MODEL_CORRUPTION_DETECTED,
                    path + " of the model " + model.id() + " has other content than before under the same time");
        }
        first.note(model, path, sha256);
    }

    private String relative(Path of) {
        return model.folder()
                .toAbsolutePath()
                .normalize()
                .relativize(of.toAbsolutePath().normalize())
                .toString()
                .replace('\\', '/');
    }
}
