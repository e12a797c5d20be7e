package dev.kintsugi.pipeline.diffusion;

import static dev.kintsugi.recovery.FailureType.*;

import dev.kintsugi.corpus.Boundary;
import dev.kintsugi.model.InstalledModels;
import dev.kintsugi.recovery.FailureType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small files beside the networks of a real model, damaged. */
public final class TokenizerFaults extends Boundary {

    private final InstalledModels models;

    public TokenizerFaults(Path folder) {
        super("tokenizer");
        models = new InstalledModels(folder);
        written("settings missing", MODEL_LOADING_FAILED, "tokenizer_config.json", null);
        written("settings cut", MODEL_CORRUPTION_DETECTED, "tokenizer_config.json", "{\"model_max_length\": ");
        written("settings a page", MODEL_CORRUPTION_DETECTED, "tokenizer_config.json", "<html></html>");
        written("tokenizer cut", MODEL_CORRUPTION_DETECTED, "tokenizer.json", "{\"version\": \"1.0\", ");
        written("tokenizer empty", MODEL_CORRUPTION_DETECTED, "tokenizer.json", "");
        written("tokenizer of another kind", MODEL_CORRUPTION_DETECTED, "tokenizer.json", "{\"model\": {}}");
        written("tokenizer a page", MODEL_CORRUPTION_DETECTED, "tokenizer.json", "<html></html>");
    }

    private void written(String id, FailureType expected, String name, String content) {
        fault(id, expected, () -> {
            var model = models.repository.require("shapes-diffusion-lite");
            var file = model.path("tokenizer").resolve(name);
            var whole = Files.readAllBytes(file);
            try {
                replace(file, content);
                Tokenizer.load(model).close();
            } finally {
                Files.write(file, whole);
            }
        });
    }

    private static void replace(Path file, String content) throws IOException {
        if (content == null) {
            Files.delete(file);
        } else {
            Files.writeString(file, content);
        }
    }
}
