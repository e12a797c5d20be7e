package dev.kintsugi.model;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where the service keeps what it needs. */
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

        /** The model that answers where a request names none. */
        @WithDefault("shapes-diffusion")
        String image();
    }

    default Path modelsDir() {
        return models().dir().orElse(home().resolve("models"));
    }
}
