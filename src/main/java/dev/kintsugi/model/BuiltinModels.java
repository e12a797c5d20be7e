package dev.kintsugi.model;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** The models that are shipped with the service. On the first start they are installed like any other model. */
@ApplicationScoped
public class BuiltinModels {

    private final ModelRepository repository;
    private final Installer installer;

    public BuiltinModels(ModelRepository repository, Installer installer) {
        this.repository = repository;
        this.installer = installer;
    }

    /**
     * Installs what is not there yet or was cut short. Files are not read here: a start would have to wait for that, and
     * each is verified before it is used.
     */
    public void install() {
        try {
            for (var version : index()) {
                install(version);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        repository.scan();
    }

    private void install(String version) throws IOException {
        var folder = repository.root().resolve(version);
        var file = folder.resolve(Manifests.FILE);
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            try (var in = BuiltinSource.open(version + "/" + Manifests.FILE)) {
                Files.copy(in, file);
            }
        }
        var model = new Model(Manifests.read(file), folder);
        var restored = installer.complete(model);
        if (!restored.isEmpty()) {
            Log.infof(
                    "installed %d files of the model %s %s",
                    restored.size(), model.id(), model.manifest().version());
        }
    }

    private static List<String> index() throws IOException {
        try (var in = new BufferedReader(new InputStreamReader(BuiltinSource.open("index"), StandardCharsets.UTF_8))) {
            return in.lines().filter(line -> !line.isBlank()).toList();
        }
    }
}
