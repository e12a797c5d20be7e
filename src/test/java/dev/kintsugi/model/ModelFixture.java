package dev.kintsugi.model;

import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.repair.Installer;
import dev.kintsugi.model.source.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model of two small files on disk and a source that counts what is asked of it. */
public final class ModelFixture implements ModelSource {

    public static final byte[] A = "the first file".getBytes();
    public static final byte[] B = "the second file, in a folder".getBytes();

    public final List<String> asked = new ArrayList<>();
    public final Map<String, byte[]> offered = new HashMap<>(Map.of("a.bin", A, "sub/b.bin", B));
    public final Integrity integrity = new Integrity();
    public final Installer installer = new Installer(integrity, WriteFaultHook.OPEN, List.of(this));
    public final Model model;

    public ModelFixture(Path folder) throws IOException {
        model = new Model(
                manifest("sample", "1.0", List.of(file(folder, "a.bin", A), file(folder, "sub/b.bin", B))),
                folder.resolve("installed"));
        installer.restore(model);
        asked.clear();
    }

    public static Manifest manifest(String id, String version, List<ModelFile> files) {
        return new Manifest(
                new ModelId(id),
                version,
                "text-to-image",
                "",
                "MIT",
                0.5,
                List.of(),
                null,
                List.of(),
                List.of(),
                files);
    }

    public static ModelFile file(Path folder, String path, byte[] content) throws IOException {
        var sample = Files.write(folder.resolve("sample"), content);
        return new ModelFile(path, content.length, Integrity.sha256(sample), List.of("count:" + path));
    }

    public Path path(String file) {
        return model.path(file);
    }

    @Override
    public String scheme() {
        return "count";
    }

    @Override
    public InputStream open(URI uri) throws IOException {
        var path = uri.getSchemeSpecificPart();
        asked.add(path);
        var content = offered.get(path);
        if (content == null) {
            throw new NoSuchFileException(path);
        }
        return new java.io.ByteArrayInputStream(content);
    }
}
