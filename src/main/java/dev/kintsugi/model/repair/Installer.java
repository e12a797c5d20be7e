package dev.kintsugi.model.repair;

import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.ModelFolders.Repair;
import dev.kintsugi.model.file.OsErrors;
import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.source.ModelSource;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings the files of a model into its folder, the first time and after damage alike. A file appears under its name only
 * when it is complete and its checksum is right; until then it has a name of its own that ends with {@code .partial-} and
 * letters, so that several services may share the folder. Models are restored independently of each other.
 */
@ApplicationScoped
public class Installer {

    /** So long a repair waits for another one of the same model. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Integrity integrity;
    private final WriteFaultHook faultHook;
    private final Map<String, ModelSource> sources;
    private final Repair policy;
    private final Duration patience;
    private final Map<Path, ReentrantLock> restoring = new ConcurrentHashMap<>();

    @Inject
    public Installer(
            Integrity integrity, WriteFaultHook faultHook, @All List<ModelSource> sources, ModelFolders folders) {
        this(integrity, faultHook, sources, folders.models().repair(), PATIENCE);
    }

    public Installer(Integrity integrity, WriteFaultHook faultHook, List<ModelSource> sources) {
        this(integrity, faultHook, sources, Repair.ALWAYS, PATIENCE);
    }

    Installer(
            Integrity integrity,
            WriteFaultHook faultHook,
            List<ModelSource> sources,
            Repair policy,
            Duration patience) {
        this.faultHook = faultHook;
        this.integrity = integrity;
        this.sources = sources.stream().collect(Collectors.toMap(ModelSource::scheme, Function.identity()));
        this.policy = policy;
        this.patience = patience;
    }

    /** Whether every file of the model has a source that it could be fetched from, and that is wanted. */
    public boolean canRepair(Model model) {
        return canRepair(model.manifest().files());
    }

    /** The same for some of its files. */
    public boolean canRepair(Collection<ModelFile> files) {
        return policy != Repair.NEVER
                && files.stream()
                        .allMatch(file -> file.sources().stream().anyMatch(uri -> sources.containsKey(scheme(uri))));
    }

    /**
     * Fetches what is missing or wrong, and nothing else. If a repair of the same model is under way, waits for that first.
     *
     * @return the paths of the files that were fetched; none if all are whole already
     * @throws TypedException model_download_failure if a file could not be had from any source,
     *     storage_space_insufficient if the disk has no room for it, system_resource_error if the folder cannot be
     *     written, model_loading_timeout if another repair of the model did not end in time
     */
    public List<String> restore(Model model) {
        return alone(model, () -> fetch(model, integrity.damaged(model)));
    }

    /** The same for files that are missing or have another size, which is seen without reading any. */
    List<String> complete(Model model) {
        return alone(model, () -> fetch(model, integrity.incomplete(model)));
    }

    /** Puts a manifest into its folder, whole or not at all, also if the power fails. */
    void write(Model model, byte[] manifest) {
        alone(model, () -> {
            var target = model.path(Manifests.FILE);
            try {
                ModelPaths.makeWay(target, model.folder());
                var partial = ModelPaths.partial(target);
                try {
                    faultHook.pass(partial);
                    try (var out = FileChannel.open(
                            partial,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                        Channels.newOutputStream(out).write(manifest);
                        out.force(true);
                    }
                    move(partial, target);
                } finally {
                    Files.deleteIfExists(partial);
                }
                return List.of();
            } catch (IOException e) {
                throw cannotBeWritten(model, Manifests.FILE, e);
            }
        });
    }

    private List<String> alone(Model model, java.util.function.Supplier<List<String>> work) {
        var lock = restoring.computeIfAbsent(model.folder(), _ -> new ReentrantLock());
        if (!isLocked(lock)) {
            throw new TypedException(
                    FailureType.MODEL_LOADING_TIMEOUT,
                    "another repair of the model " + model.id() + " is under way and did not end within "
                            + patience.toSeconds() + " s");
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private boolean isLocked(ReentrantLock lock) {
        try {
            return lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<String> fetch(Model model, List<ModelFile> files) {
        files.forEach(file -> fetch(model, file));
        return files.stream().map(ModelFile::path).toList();
    }

    private void fetch(Model model, ModelFile file) {
        Exception last = null;
        for (var uri : file.sources()) {
            try {
                fetch(model, file, URI.create(uri));
                return;
            } catch (IOException | IllegalArgumentException e) {
                last = e;
            }
        }
        throw new TypedException(
                FailureType.MODEL_DOWNLOAD_FAILURE,
                file.path() + " of the model " + model.id() + " could not be fetched from any of its "
                        + file.sources().size() + " sources",
                last);
    }

    private void fetch(Model model, ModelFile file, URI uri) throws IOException {
        var source = sources.get(scheme(uri.toString()));
        if (source == null) {
            throw new IOException("no source knows the scheme of " + uri);
        }
        var target = model.path(file.path());
        var partial = ModelPaths.partial(target);
        try {
            var digest = Sha256.digest();
            try (var in = source.open(uri)) {
                try {
                    ModelPaths.makeWay(target, model.folder());
                    requireRoom(model, file, target);
                    faultHook.pass(partial);
                } catch (IOException e) {
                    throw cannotBeWritten(model, file.path(), e);
                }
                try (var out = new DigestOutputStream(PartialFile.to(partial), digest)) {
                    in.transferTo(out);
                }
            } catch (PartialFile.Failed e) {
                throw cannotBeWritten(model, file.path(), e.reason());
            }
            if (file.sha256() != null && !file.sha256().equals(Sha256.hex(digest))) {
                throw new IOException("the source has another content than the manifest says");
            }
            if (Files.size(partial) != file.size()) {
                throw new IOException("the source has another length than the manifest says");
            }
            try {
                move(partial, target);
            } catch (IOException e) {
                throw cannotBeWritten(model, file.path(), e);
            }
            integrity.forget(target);
            integrity.verify(model, file.path());
        } finally {
            deleteQuietly(partial);
        }
    }

    /**
     * Before anything is copied, since it is tried again and again until there is room. A file system that is read-only, or
     * has no size at all as {@code /proc} has none, says nothing of room.
     */
    private static void requireRoom(Model model, ModelFile file, Path target) throws IOException {
        var folder = target.getParent();
        if (folder == null) {
            return;
        }
        var store = Files.getFileStore(folder);
        if (!store.isReadOnly() && store.getTotalSpace() > 0 && store.getUsableSpace() < file.size()) {
            throw noRoom(model, file.path(), null);
        }
    }

    private static TypedException noRoom(Model model, String path, @Nullable IOException e) {
        return new TypedException(
                FailureType.STORAGE_SPACE_INSUFFICIENT,
                "the disk has no room for " + path + " of the model " + model.id()
                        + "; free some, and it is fetched again",
                e);
    }

    private static void move(Path partial, Path target) throws IOException {
        if (Files.isDirectory(target, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            ModelPaths.putAside(target);
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What is left over is swept at the next start; that it could not be deleted must not hide why. */
    private static void deleteQuietly(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            io.quarkus.logging.Log.debugf(e, "%s is left over", partial);
        }
    }

    private static TypedException cannotBeWritten(Model model, String path, IOException e) {
        var space = OsErrors.type(e).filter(FailureType.STORAGE_SPACE_INSUFFICIENT::equals);
        return space.isPresent()
                ? noRoom(model, path, e)
                : new TypedException(
                        FailureType.SYSTEM_RESOURCE_ERROR,
                        path + " of the model " + model.id() + " cannot be written: " + why(e),
                        e);
    }

    private static String why(IOException e) {
        var reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return switch (e) {
            case AccessDeniedException _ -> "the service may not write into its folder";
            case NoSuchFileException _ -> "nothing can be made in its folder";
            case FileSystemException _
            when "Operation not permitted".equals(reason) -> "its folder or what is there now may not be changed";
            default -> reason == null ? e.getClass().getSimpleName() : reason.replaceFirst("^.*: ", "");
        };
    }

    private static String scheme(String uri) {
        var colon = uri.indexOf(':');
        return colon < 0 ? "" : uri.substring(0, colon);
    }
}
