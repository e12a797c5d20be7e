package dev.kintsugi.corpus;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.recovery.failure.FailureType;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real model with damage done to one of its files, and models that there are not. */
final class ModelFaults extends Boundary {

    private static final String NETWORK = "unet/model.onnx";

    /** What is done to a file that was whole. */
    private interface Damage {
        void to(Path file) throws Exception;
    }

    private final InstalledModels models;
    private final byte[] whole;

    ModelFaults(Path folder) throws Exception {
        super("model");
        models = new InstalledModels(folder);
        whole = Files.readAllBytes(file());
        fault("nobody knows it", MODEL_NOT_FOUND, () -> models.repository.require("nobody"));
        fault("name that is none", MODEL_NOT_FOUND, () -> models.repository.require("../etc/passwd"));
        damaged("network missing", MODEL_LOADING_FAILED, Files::delete);
        damaged("network empty", MODEL_CORRUPTION_DETECTED, file -> Files.write(file, new byte[0]));
        damaged(
                "network cut",
                MODEL_CORRUPTION_DETECTED,
                file -> Files.write(file, java.util.Arrays.copyOf(whole, 100)));
        damaged("page instead of a network", MODEL_CORRUPTION_DETECTED, file -> Files.writeString(file, "<html/>"));
        damaged("network with a flipped byte", MODEL_CORRUPTION_DETECTED, file -> {
            var bytes = whole.clone();
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        });
        damaged("folder instead of a network", MODEL_CORRUPTION_DETECTED, file -> {
            Files.delete(file);
            Files.createDirectory(file);
        });
    }

    private void damaged(String id, FailureType expected, Damage damage) {
        fault(id, expected, () -> {
            damage.to(file());
            try {
                models.integrity.verify(models.repository.require("shapes-diffusion-lite"), NETWORK);
            } finally {
                Files.deleteIfExists(file());
                Files.write(file(), whole);
            }
        });
    }

    private Path file() {
        return models.repository.require("shapes-diffusion-lite").path(NETWORK);
    }
}
