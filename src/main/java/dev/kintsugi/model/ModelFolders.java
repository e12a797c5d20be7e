package dev.kintsugi.model;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The folders of the service. */
@ConfigMapping(prefix = "kintsugi")
public interface ModelFolders {

    /** The folder of all data of the service. */
    @WithDefault("${user.home}/.kintsugi")
    Path home();

    /** Models. */
    Models models();

    /** Models. */
    interface Models {

        /** The models folder, with one folder per model. By default {@code models} in the home. */
        Optional<Path> dir();

        /** The default model for images. */
        @WithDefault("shapes-diffusion")
        String image();

        /** Folders outside the models folder that symbolic links may point to. By default links may point anywhere. */
        Optional<List<Path>> links();

        /**
         * The fallback models of a model, best first, in addition to those in its manifest. Built-in models are
         * fallbacks of each other only.
         */
        Map<String, List<String>> fallbacks();

        /**
         * Another name for a model. {@code gpt-image-1}, {@code gpt-image-1-mini}, {@code gpt-image-1.5}, {@code
         * dall-e-2} and {@code dall-e-3} are aliases of the default model. An alias never hides an installed model.
         * Names with dots are quoted.
         */
        Map<String, String> aliases();

        /**
         * When damaged files are restored from their sources: {@code always}, as soon as the damage is found; {@code
         * on_request}; {@code never}, then another precision or model answers.
         */
        @WithDefault("always")
        Repair repair();

        /** How often model files are checked without a request. */
        @WithDefault("2s")
        @AllowedValues(from = "100ms", to = "1h")
        Duration checkEvery();
    }

    /** When damaged files are fetched again from their sources. */
    enum Repair {
        /** As soon as the damage is found. */
        ALWAYS,
        /** When a request needs them. */
        ON_REQUEST,
        /** Not at all: another precision or another model answers. */
        NEVER
    }

    default Path modelsDir() {
        return models().dir().orElse(home().resolve("models"));
    }
}
