package dev.kintsugi.model;

import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Brings the files of a model into its folder, the first time and after damage alike. A file appears under its name
 * only when it is complete and its checksum is right; until then it has the ending {@code .partial}.
 */
@ApplicationScoped
public class Installer {

    private final Integrity integrity;
    private final WriteGate gate;
    private final Map<String, ModelSource> sources;

    public Installer(Integrity integrity, WriteGate gate, @All List<ModelSource> sources) {
        this.gate = gate;
        this.integrity = integrity;
        this.sources = sources.stream().collect(Collectors.toMap(ModelSource::scheme, Function.identity()));
    }

    /** Whether every file of the model has a source that it could be fetched from. */
    public boolean canRepair(Model model) {
        return model.manifest().files().stream()
                .allMatch(file -> file.sources().stream().anyMatch(uri -> sources.containsKey(scheme(uri))));
    }

    /**
     * Fetches what is missing or wrong, and nothing else.
     *
     * @return the paths of the files that were fetched
     * @throws TypedException model_download_failure where a file could not be had from any source
     */
    public synchronized List<String> restore(Model model) {
        return fetch(model, integrity.damaged(model));
    }

    /** The same for files that are missing or have another size, which is seen without reading any. */
    synchronized List<String> complete(Model model) {
        return fetch(model, integrity.incomplete(model));
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
        var partial = target.resolveSibling(target.getFileName() + ".partial");
        createFolder(target);
        try {
            gate.pass(partial);
            var digest = Sha256.digest();
            try (var in = source.open(uri);
                    var out = new DigestOutputStream(Files.newOutputStream(partial), digest)) {
                in.transferTo(out);
            }
            if (file.sha256() != null && !file.sha256().equals(Sha256.hex(digest))) {
                throw new IOException("the source has another content than the manifest says");
            }
            if (Files.size(partial) != file.size()) {
                throw new IOException("the source has another length than the manifest says");
            }
            clear(target);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            integrity.forget(target);
            integrity.verify(model, file.path());
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** A folder in the place of a file is put aside, for people to look at. */
    private static void clear(Path target) throws IOException {
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            var aside = Files.createTempDirectory(target.getParent(), target.getFileName() + ".aside-");
            Files.move(target, aside.resolve(target.getFileName()));
        }
    }

    private static void createFolder(Path target) throws IOException {
        var folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }

    private static String scheme(String uri) {
        var colon = uri.indexOf(':');
        return colon < 0 ? "" : uri.substring(0, colon);
    }
}
