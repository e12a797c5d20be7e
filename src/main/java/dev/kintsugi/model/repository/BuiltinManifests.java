package dev.kintsugi.model.repository;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.source.BuiltinSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The manifests of the models that are shipped with the service. They count, whatever became of the copies on disk. */
@ApplicationScoped
public class BuiltinManifests {

    /**
     * A shipped model.
     *
     * @param path of its folder in the models folder, with forward slashes
     * @param manifest what it is
     * @param content the bytes of the manifest
     */
    public record Builtin(String path, Manifest manifest, byte[] content) {

        public Builtin {
            content = content.clone();
        }

        @Override
        public byte[] content() {
            return content.clone();
        }
    }

    private final List<Builtin> all;

    public BuiltinManifests() {
        this(read());
    }

    private BuiltinManifests(List<Builtin> all) {
        this.all = List.copyOf(all);
    }

    /** For a repository that knows only what is on disk. */
    static BuiltinManifests none() {
        return new BuiltinManifests(List.of());
    }

    public List<Builtin> all() {
        return all;
    }

    private static List<Builtin> read() {
        var found = new ArrayList<Builtin>();
        try (var index =
                new BufferedReader(new InputStreamReader(BuiltinSource.open("index"), StandardCharsets.UTF_8))) {
            for (var path : index.lines().filter(line -> !line.isBlank()).toList()) {
                try (var in = BuiltinSource.open(path + "/" + Manifests.FILE)) {
                    var content = in.readAllBytes();
                    found.add(new Builtin(path, Manifests.read(new ByteArrayInputStream(content)), content));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
