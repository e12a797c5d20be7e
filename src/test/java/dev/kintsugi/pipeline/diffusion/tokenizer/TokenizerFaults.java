package dev.kintsugi.pipeline.diffusion.tokenizer;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.corpus.Boundary;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.recovery.failure.FailureType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small files beside the networks of a real model, damaged. */
public final class TokenizerFaults extends Boundary {

    private final InstalledModels models;

    public TokenizerFaults(Path folder) {
        super("tokenizer");
        models = new InstalledModels(folder);
        fault("merges missing", MODEL_LOADING_FAILED, () -> {
            var model = models.repository.require("shapes-diffusion-lite");
            var whole = model.path("tokenizer/tokenizer.json");
            var merges = model.path("tokenizer/merges.txt");
            var aside = Files.createTempDirectory(folder, "aside");
            Files.move(whole, aside.resolve("tokenizer.json"));
            Files.move(merges, aside.resolve("merges.txt"));
            try {
                load(model);
            } finally {
                Files.move(aside.resolve("tokenizer.json"), whole);
                Files.move(aside.resolve("merges.txt"), merges);
            }
        });
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
                Files.writeString(file, content);
                load(model);
            } finally {
                Files.write(file, whole);
            }
        });
    }

    private static void load(Model model) throws IOException {
        Tokenizer.load(model, TokenizerConfig.read(model), 32).close();
    }
}
