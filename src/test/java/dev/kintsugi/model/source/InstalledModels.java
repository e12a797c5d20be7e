package dev.kintsugi.model.source;

import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.repair.BuiltinModels;
import dev.kintsugi.model.repair.Installer;
import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.model.repository.BuiltinManifests;
import dev.kintsugi.model.repository.ModelRepository;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The built-in models, really installed into a folder. */
public final class InstalledModels {

    public final Integrity integrity = new Integrity();
    public final Installer installer =
            new Installer(integrity, WriteFaultHook.OPEN, List.of(new BuiltinSource(), new FileSource()));
    public final ModelRepository repository;
    public final Alternatives alternatives;
    public final ModelHealth health;
    public final BuiltinModels builtin;

    public InstalledModels(Path home) {
        this(home, Clock.systemUTC());
    }

    public InstalledModels(Path home, Clock clock) {
        var manifests = new BuiltinManifests();
        repository = new ModelRepository(folders(home), clock, manifests);
        health = new ModelHealth(integrity, clock);
        alternatives = new Alternatives(repository, health, folders(home));
        builtin = new BuiltinModels(repository, installer, manifests, clock);
        builtin.install();
    }

    public static ModelFolders folders(Path home) {
        return folders(home, Map.of());
    }

    public static ModelFolders folders(Path home, Map<String, List<String>> fallbacks) {
        return folders(home, fallbacks, Optional.empty());
    }

    /** @param links where links may lead; empty for anywhere */
    public static ModelFolders folders(Path home, Map<String, List<String>> fallbacks, Optional<List<Path>> links) {
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

                    @Override
                    public Optional<List<Path>> links() {
                        return links;
                    }

                    @Override
                    public Map<String, List<String>> fallbacks() {
                        return fallbacks;
                    }

                    @Override
                    public Map<String, String> aliases() {
                        return Map.of();
                    }

                    @Override
                    public Repair repair() {
                        return Repair.ALWAYS;
                    }

                    @Override
                    public Duration checkEvery() {
                        return Duration.ofSeconds(1);
                    }
                };
            }
        };
    }
}
