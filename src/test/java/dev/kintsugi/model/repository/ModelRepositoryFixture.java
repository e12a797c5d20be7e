package dev.kintsugi.model.repository;

import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.recovery.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A models folder with one good model, to which tests add others. */
abstract class ModelRepositoryFixture {

    /** A model with an empty graph. */
    static final byte[] NETWORK = {0x3a, 0x00};

    @TempDir
    Path home;

    final SettableClock clock = new SettableClock();
    ModelRepository repository;
    ModelHealth health;

    @BeforeEach
    void open() throws IOException {
        repository = new ModelRepository(InstalledModels.folders(home), clock);
        health = new ModelHealth(new Integrity(), clock);
        write("good", "1.0", manifest("good", "1.0", "weights.bin"));
    }

    Path export(String name) throws IOException {
        return export(repository.root().resolve(name));
    }

    static Path export(Path folder) throws IOException {
        for (var part : new String[] {"unet", "text_encoder", "vae_decoder"}) {
            Files.write(Files.createDirectories(folder.resolve(part)).resolve("model.onnx"), NETWORK);
        }
        Files.writeString(folder.resolve("model_index.json"), "{}");
        return folder;
    }

    void write(String model, String version, String yaml) throws IOException {
        var folder = Files.createDirectories(repository.root().resolve(model).resolve(version));
        Files.writeString(folder.resolve(Manifests.FILE), yaml);
    }

    static String manifest(String id, String version, String file) {
        return "{id: %s, version: '%s', task: text-to-image, files: [{path: %s, size: 1}]}"
                .formatted(id, version, file);
    }
}
