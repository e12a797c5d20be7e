package dev.kintsugi.model;

import java.io.IOException;
import java.nio.file.Path;

/** Reads a manifest, for tests of other packages. */
public final class ManifestReading {

    private ManifestReading() {}

    public static Manifest read(Path file) throws IOException {
        return Manifests.read(file);
    }
}
