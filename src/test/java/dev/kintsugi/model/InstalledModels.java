package dev.kintsugi.model;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The built-in models, really installed into a folder. */
public final class InstalledModels {

    public final Integrity integrity = new Integrity();
    public final Installer installer =
            new Installer(integrity, WriteGate.OPEN, List.of(new BuiltinSource(), new FileSource()));
    public final ModelRepository repository;
    public final Alternatives alternatives;

    public InstalledModels(Path home) {
        repository = new ModelRepository(folders(home), Clock.systemUTC());
        alternatives = new Alternatives(repository, integrity);
        new BuiltinModels(repository, installer).install();
    }

    public static ModelFolders folders(Path home) {
        return new ModelFolders() {
            @Override
            public Path home() {
                return home;
            }

            @Override
            public Models models() {
                return new Models() {
                    @Override
                    public Optional<Path> dir() {
                        return Optional.empty();
                    }

                    @Override
                    public String image() {
                        return "shapes-diffusion";
                    }
                };
            }
        };
    }
}
