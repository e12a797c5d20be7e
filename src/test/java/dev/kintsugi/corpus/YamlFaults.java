package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.MODEL_COMPATIBILITY_ERROR;

import dev.kintsugi.model.ManifestReading;
import java.nio.file.Files;
import java.nio.file.Path;

/** Manifests that cannot be read. */
final class YamlFaults extends Boundary {

    private final Path folder;

    YamlFaults(Path folder) {
        super("manifest");
        this.folder = folder;
        manifest("tab instead of spaces", "id: a\n\tversion: 1\n");
        manifest("quote that does not end", "id: \"a\n");
        manifest("list that does not end", "id: [a\n");
        manifest("alias of nothing", "id: *a\n");
        manifest("two values", "id: a: b\n");
        manifest("text instead of fields", "just a text\n");
        manifest("list instead of fields", "- a\n- b\n");
        manifest("field that nobody knows", "id: a\nversion: 1.0.0\ncolour: red\n");
        manifest("text instead of files", "id: a\nversion: 1.0.0\nfiles: many\n");
        manifest("empty", "");
        manifest("page", "<html>404</html>\n");
    }

    private void manifest(String id, String content) {
        fault(
                id,
                MODEL_COMPATIBILITY_ERROR,
                () -> ManifestReading.read(Files.writeString(folder.resolve("manifest.yaml"), content)));
    }
}
