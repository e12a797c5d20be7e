package dev.kintsugi.faults.injector;

import dev.kintsugi.faults.fault.FaultKind;
import dev.kintsugi.model.ModelNetworks;
import dev.kintsugi.model.repair.Installer;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.Stage;
import dev.kintsugi.pipeline.plan.Plan;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Damages files of models. Only those in the models folder, and only of models whose files can all be restored.
 */
@ApplicationScoped
class FileDamage {

    private final ModelRepository repository;
    private final Installer installer;

    FileDamage(ModelRepository repository, Installer installer) {
        this.repository = repository;
        this.installer = installer;
    }

    /** The network that a stage needs; empty if it must not be touched or is not there. */
    Optional<Path> target(Stage stage, Plan plan) {
        var variant = plan.variant();
        return repository
                .find(variant.model(), variant.version())
                .filter(installer::canRepair)
                .flatMap(model -> ModelNetworks.path(model, stage.component(), variant.precision())
                        .map(model::path))
                .filter(this::isInModelsFolder);
    }

    private boolean isInModelsFolder(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && file.toRealPath().startsWith(repository.root().toRealPath());
        } catch (IOException e) {
            return false; // gone meanwhile
        }
    }

    /** A process that has mapped the old file keeps it intact: the damage is in a new file in its place. */
    void damage(FaultKind kind, Path file) {
        try {
            switch (kind) {
                case FLIP_BIT -> {
                    var content = Files.readAllBytes(file);
                    content[content.length / 2] ^= 1;
                    replace(file, content);
                }
                case TRUNCATE -> {
                    var content = Files.readAllBytes(file);
                    replace(file, Arrays.copyOf(content, content.length / 2));
                }
                case DELETE -> Files.delete(file);
                case UNREADABLE -> {
                    Files.delete(file);
                    Files.createSymbolicLink(file, file.getFileName());
                }
                case ALLOCATION, OPERATOR_ERROR, HANG, FULL, NO_ROOM, READ_ONLY, FORWARD, BACKWARD ->
                    throw new IllegalArgumentException(kind + " is not done to a model's file");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(Path file, byte[] content) throws IOException {
        var damaged = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".damaged");
        try {
            Files.write(damaged, content);
            Files.move(damaged, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(damaged);
        }
    }
}
