package dev.kintsugi.model.health;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.model.file.FileStatus;
import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.recovery.classification.TextRule;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Knows whether files are as their manifest says. A file is read only if it is new or was changed since it was verified,
 * once however many ask at the same time; for an unchanged file, a check reads only its size and times. Only
 * regular files are ever opened, so a pipe or a device in the place of a file holds no thread. Blocks.
 */
@ApplicationScoped
public class Integrity {

    /** Says nothing about the file: the process or the machine has no room. */
    private static final List<TextRule> NO_ROOM = List.of(new TextRule(
            FailureType.SYSTEM_RESOURCE_ERROR,
            "Too many open files",
            "Cannot allocate memory",
            "Resource temporarily unavailable"));

    /** What was found in a file the last time that it was read, and how it looked from outside then. */
    private record Known(FileStatus status, ModelFile expected, Optional<Mismatch> mismatch) {

        boolean isOf(FileStatus now, ModelFile wanted) {
            return status.equals(now) && expected.equals(wanted);
        }
    }

    /** How a file differs from what it should be. */
    private record Mismatch(FileProblem problem, String how) {}

    private final Map<Path, Known> known = new ConcurrentHashMap<>();
    private final Map<Path, ReentrantLock> reading = new ConcurrentHashMap<>();

    /**
     * Makes sure that a file is whole.
     *
     * @return the fingerprint of the file that was verified
     * @throws TypedException model_loading_failed if it is missing or cannot be read, model_corruption_detected if it
     *     differs
     */
    public FileFingerprint verify(Model model, String path) {
        return verify(model, path, false);
    }

    /**
     * Makes sure that a file is whole and reads it for that in any case: bytes can change while size and times stay.
     * For files that are about to be opened anew.
     *
     * @return the fingerprint of the file that was verified
     * @throws TypedException as {@link #verify}
     */
    public FileFingerprint verifyAnew(Model model, String path) {
        return verify(model, path, true);
    }

    /**
     * Which file there is now, judged without reading it: by how it looks, and by what was found in it if it was read
     * as it is.
     *
     * @throws TypedException as {@link #verify}
     */
    public FileFingerprint inspect(Model model, String path) {
        try {
            var status = FileStatus.at(model.path(path));
            var before = known.get(model.path(path));
            var expected = model.manifest().file(path);
            var mismatch = !status.isRegularFile()
                    ? Optional.of(new Mismatch(FileProblem.CHECKSUM_MISMATCH, "is no file"))
                    : expected.filter(
                                    file -> file.size() != status.fingerprint().size())
                            .map(file -> wrongSize(status.fingerprint().size(), file))
                            .or(() -> Optional.ofNullable(before)
                                    .filter(found -> expected.filter(file -> found.isOf(status, file))
                                            .isPresent())
                                    .flatMap(Known::mismatch));
            mismatch.ifPresent(found -> {
                throw corrupted(model, path, found);
            });
            return status.fingerprint();
        } catch (IOException e) {
            throw unreadable(model, path, e);
        }
    }

    /** The checksum that a file should have, in lower-case hexadecimal; nothing if it is unknown. */
    public Optional<String> expected(Model model, String path) {
        return model.manifest().file(path).map(ModelFile::sha256);
    }

    /**
     * For those who read a file themselves: judges the very bytes that they have.
     *
     * @param size how many bytes were read
     * @param sha256 their checksum in lower-case hexadecimal
     * @throws TypedException model_corruption_detected if they are not those of the manifest
     */
    public void requireContent(Model model, String path, long size, String sha256) {
        var file = model.manifest().file(path).orElseThrow(() -> missing(model, path));
        var mismatch = size != file.size()
                ? Optional.of(wrongSize(size, file))
                : Optional.ofNullable(file.sha256())
                        .filter(wanted -> !wanted.equals(sha256))
                        .map(_ -> wrongChecksum());
        mismatch.ifPresent(found -> {
            forget(model.path(path));
            throw corrupted(model, path, found);
        });
    }

    private FileFingerprint verify(Model model, String path, boolean anew) {
        try {
            var status = FileStatus.at(model.path(path));
            var expected = model.manifest().file(path).orElseThrow(() -> missing(model, path));
            mismatch(model.path(path), status, expected, anew).ifPresent(found -> {
                throw corrupted(model, path, found);
            });
            return status.fingerprint();
        } catch (IOException e) {
            throw unreadable(model, path, e);
        }
    }

    private static RuntimeException unreadable(Model model, String path, IOException thrown) {
        if (thrown instanceof NoSuchFileException) {
            return missing(model, path);
        }
        return isForLackOfRoom(thrown)
                ? new UncheckedIOException(thrown)
                : new TypedException(
                        FailureType.MODEL_LOADING_FAILED,
                        path + " of the model " + model.id() + " cannot be read",
                        thrown);
    }

    private static boolean isForLackOfRoom(IOException thrown) {
        return TextRule.first(NO_ROOM, String.valueOf(thrown.getMessage())).isPresent();
    }

    /** What is wrong with a file that cannot be read; nothing if others have taken what reading it takes. */
    private static Optional<FileProblem> problem(IOException thrown) {
        return switch (thrown) {
            case NoSuchFileException _ -> Optional.of(FileProblem.FILE_MISSING);
            case AccessDeniedException _ -> Optional.of(FileProblem.PERMISSION_ERROR);
            default -> isForLackOfRoom(thrown) ? Optional.empty() : Optional.of(FileProblem.DISK_ERROR);
        };
    }

    private Optional<Mismatch> mismatch(Path file, FileStatus status, ModelFile expected, boolean anew)
            throws IOException {
        if (!status.isRegularFile()) {
            return Optional.of(new Mismatch(FileProblem.CHECKSUM_MISMATCH, "is no file"));
        }
        if (status.fingerprint().size() != expected.size()) {
            return Optional.of(wrongSize(status.fingerprint().size(), expected));
        }
        var before = known.get(file);
        if (!anew && before != null && before.isOf(status, expected)) {
            return before.mismatch();
        }
        var lock = reading.computeIfAbsent(file, _ -> new ReentrantLock());
        lock.lock();
        try {
            var meanwhile = known.get(file);
            if (meanwhile != null && meanwhile != before && meanwhile.isOf(status, expected)) {
                return meanwhile.mismatch(); // another thread read it while this one waited
            }
            var found = content(file, expected);
            if (FileStatus.at(file).equals(status)) {
                known.put(file, new Known(status, expected, found));
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    private static Optional<Mismatch> content(Path file, ModelFile expected) throws IOException {
        if (expected.sha256() != null) {
            return expected.sha256().equals(Sha256.of(file, expected.size()))
                    ? Optional.empty()
                    : Optional.of(wrongChecksum());
        }
        return FileFormat.problem(file, expected.size()).map(how -> new Mismatch(FileProblem.INVALID_FORMAT, how));
    }

    /** What is wrong with a file, empty if nothing is. */
    public Optional<FileProblem> problem(Model model, String path) {
        try {
            var expected = model.manifest().file(path);
            return expected.isEmpty()
                    ? Optional.of(FileProblem.FILE_MISSING)
                    : mismatch(model.path(path), FileStatus.at(model.path(path)), expected.get(), false)
                            .map(Mismatch::problem);
        } catch (IOException e) {
            return problem(e);
        }
    }

    /** The same as far as it is known without reading the file. */
    Optional<FileProblem> knownProblem(Model model, ModelFile expected) {
        var file = model.path(expected.path());
        try {
            var status = FileStatus.at(file);
            var before = known.get(file);
            return !status.isRegularFile() || status.fingerprint().size() != expected.size()
                    ? Optional.of(FileProblem.CHECKSUM_MISMATCH)
                    : Optional.ofNullable(before)
                            .filter(read -> read.isOf(status, expected))
                            .flatMap(Known::mismatch)
                            .map(Mismatch::problem);
        } catch (IOException e) {
            return problem(e);
        }
    }

    /** Checks every file of a model: the worst problem is its availability. */
    public Availability availability(Model model) {
        return Availability.of(model.manifest().files().stream()
                .flatMap(file -> problem(model, file.path()).stream())
                .toList());
    }

    /** The files of a model that are missing or not as its manifest says. */
    public List<ModelFile> damaged(Model model) {
        var damaged = new ArrayList<ModelFile>();
        for (var file : model.manifest().files()) {
            if (problem(model, file.path()).isPresent()) {
                damaged.add(file);
            }
        }
        return damaged;
    }

    /** The files of a model that are missing or have another size, without reading them. */
    public List<ModelFile> incomplete(Model model) {
        return model.manifest().files().stream()
                .filter(file -> !hasSize(model.path(file.path()), file.size()))
                .toList();
    }

    private static boolean hasSize(Path file, long size) {
        try {
            var status = FileStatus.at(file);
            return status.isRegularFile() && status.fingerprint().size() == size;
        } catch (IOException e) {
            return false; // what is wrong with it shows when it is fetched
        }
    }

    /** Reads a file again the next time, even if its size and times stay the same. */
    public void forget(Path file) {
        known.remove(file);
    }

    public static String sha256(Path file) throws IOException {
        return Sha256.of(file, Long.MAX_VALUE);
    }

    private static Mismatch wrongSize(long size, ModelFile expected) {
        return new Mismatch(FileProblem.CHECKSUM_MISMATCH, "has " + size + " bytes instead of " + expected.size());
    }

    private static Mismatch wrongChecksum() {
        return new Mismatch(FileProblem.CHECKSUM_MISMATCH, "does not match its checksum");
    }

    private static TypedException missing(Model model, String path) {
        return new TypedException(
                FailureType.MODEL_LOADING_FAILED, path + " of the model " + model.id() + " is missing");
    }

    private static TypedException corrupted(Model model, String path, Mismatch mismatch) {
        return new TypedException(
                FailureType.MODEL_CORRUPTION_DETECTED, path + " of the model " + model.id() + " " + mismatch.how());
    }
}
