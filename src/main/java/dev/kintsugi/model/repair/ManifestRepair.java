package dev.kintsugi.model.repair;

import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.file.FileStatus;
import dev.kintsugi.model.repository.BuiltinManifests;
import dev.kintsugi.model.repository.ModelRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Restores shipped manifests that are lost or differ. What is on disk is compared with them, never
 * believed: a manifest that was cut short may seem whole.
 */
final class ManifestRepair {

    private final ModelRepository repository;
    private final Installer installer;
    private final BuiltinManifests manifests;

    ManifestRepair(ModelRepository repository, Installer installer, BuiltinManifests manifests) {
        this.repository = repository;
        this.installer = installer;
        this.manifests = manifests;
    }

    /** @return whether one was put back */
    boolean restoreAll() {
        var restored = false;
        for (var shipped : manifests.all()) {
            restored |= restore(shipped);
        }
        return restored;
    }

    /** @return whether it was put back */
    boolean restore(BuiltinManifests.Builtin shipped) {
        var model = new Model(shipped.manifest(), repository.folder(shipped));
        if (isAsShipped(model.path(Manifests.FILE), shipped.content())) {
            return false;
        }
        installer.write(model, shipped.content());
        return true;
    }

    private static boolean isAsShipped(Path file, byte[] content) {
        try {
            var status = FileStatus.at(file);
            return status.isRegularFile()
                    && status.fingerprint().size() == content.length
                    && Arrays.equals(Files.readAllBytes(file), content);
        } catch (IOException e) {
            return false;
        }
    }
}
