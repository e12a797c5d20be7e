package dev.kintsugi.model;

import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows whether files are as their manifest says. A file is read only when it is new or was changed since it was
 * verified; for one that was not, a check costs one look at its size and time.
 */
@ApplicationScoped
public class Integrity {

    private final Map<Path, Stamp> verified = new ConcurrentHashMap<>();

    /**
     * Makes sure that a file is whole.
     *
     * @return the stamp of the file that was verified
     * @throws TypedException model_loading_failed where it is missing, model_corruption_detected where it differs
     */
    public Stamp verify(Model model, String path) {
        var file = model.path(path);
        try {
            var stamp = Stamp.of(file);
            if (stamp.equals(verified.get(file))) {
                return stamp;
            }
            var expected = model.manifest().file(path).orElseThrow(() -> missing(model, path));
            if (stamp.size() != expected.size()) {
                throw corrupted(model, path, "has " + stamp.size() + " bytes instead of " + expected.size());
            }
            if (expected.sha256() != null && !expected.sha256().equals(sha256(file))) {
                throw corrupted(model, path, "does not match its checksum");
            }
            verified.put(file, stamp);
            return stamp;
        } catch (NoSuchFileException e) {
            throw missing(model, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks at every file of a model: the worst finding is its availability. */
    public Availability availability(Model model) {
        var state = Availability.AVAILABLE;
        for (var file : damaged(model)) {
            if (Files.exists(model.path(file.path()))) {
                return Availability.CORRUPTED;
            }
            state = Availability.MISSING;
        }
        return state;
    }

    /** The files of a model that are missing or not as its manifest says. */
    public List<ModelFile> damaged(Model model) {
        var damaged = new ArrayList<ModelFile>();
        for (var file : model.manifest().files()) {
            try {
                verify(model, file.path());
            } catch (TypedException | UncheckedIOException e) {
                damaged.add(file);
            }
        }
        return damaged;
    }

    /** The files of a model that are missing or have another size: a look that reads none of them. */
    public List<ModelFile> incomplete(Model model) {
        return model.manifest().files().stream()
                .filter(file -> !hasSize(model.path(file.path()), file.size()))
                .toList();
    }

    private static boolean hasSize(Path file, long size) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() && attributes.size() == size;
        } catch (IOException e) {
            return false; // what is wrong with it shows when it is fetched
        }
    }

    /** Looks at a file's content again the next time, even where its size and time stay the same. */
    void forget(Path file) {
        verified.remove(file);
    }

    static String sha256(Path file) throws IOException {
        var digest = Sha256.digest();
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(file, out);
        }
        return Sha256.hex(digest);
    }

    private static TypedException missing(Model model, String path) {
        return new TypedException(
                FailureType.MODEL_LOADING_FAILED, path + " of the model " + model.id() + " is missing");
    }

    private static TypedException corrupted(Model model, String path, String how) {
        return new TypedException(
                FailureType.MODEL_CORRUPTION_DETECTED, path + " of the model " + model.id() + " " + how);
    }
}
