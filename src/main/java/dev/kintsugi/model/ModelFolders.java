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

    /** The folder that holds everything the service keeps. */
    @WithDefault("${user.home}/.kintsugi")
    Path home();

    /** Models. */
    Models models();

    /** Models. */
    interface Models {

        /** The folder of models, one folder each; {@code models} in the home folder by default. */
        Optional<Path> dir();

        /** The default model, for requests that name none. */
        @WithDefault("shapes-diffusion")
        String image();

        /**
         * Folders that links in the models folder may lead to. Without it links are followed wherever they lead: whoever
         * may write into the models folder decides what is served.
         */
        Optional<List<Path>> links();

        /**
         * Models that may stand in for a model, best first, beside those that its manifest declares. The built-in models
         * stand in only for each other.
         */
        Map<String, List<String>> fallbacks();

        /**
         * Other names by which requests may name a model. OpenAI's names for image models are aliases of the default
         * model by default. An installed model is never hidden by an alias.
         */
        Map<String, String> aliases();

        /** When damaged files are fetched again from their sources. */
        @WithDefault("always")
        Repair repair();

        /** How often files are checked without a request. */
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
