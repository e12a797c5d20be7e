package dev.kintsugi.model.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPathsTest {

    @TempDir
    Path models;

    private Path other;

    @BeforeEach
    void makeAnotherModel() throws IOException {
        other = Files.createDirectories(models.resolve("other/1.0.0/unet"));
        Files.writeString(other.resolve("model.onnx"), "whole");
    }

    @Test
    void aModelThatIsALinkToAnotherOneGetsAFolderOfItsOwn() throws IOException {
        Files.createSymbolicLink(models.resolve("linked"), Path.of("other"));
        writeIn("linked");
        assertThat(other.resolve("model.onnx")).hasContent("whole");
        assertThat(Files.isSymbolicLink(models.resolve("linked"))).isFalse();
    }

    @Test
    void soDoesAFolderInAModel() throws IOException {
        Files.createDirectories(models.resolve("linked/1.0.0"));
        Files.createSymbolicLink(models.resolve("linked/1.0.0/unet"), other);
        writeIn("linked");
        assertThat(other.resolve("model.onnx")).hasContent("whole");
        assertThat(models.resolve("linked/1.0.0/unet/model.onnx")).hasContent("restored");
    }

    @Test
    void aModelThatIsKeptElsewhereStaysThere(@TempDir Path elsewhere) throws IOException {
        Files.createSymbolicLink(models.resolve("linked"), elsewhere);
        writeIn("linked");
        assertThat(elsewhere.resolve("1.0.0/unet/model.onnx")).hasContent("restored");
    }

    @Test
    void aFolderThatMayNotBeWrittenIsPutAside() throws IOException {
        var folder = Files.createDirectories(models.resolve("blocked/1.0.0/unet/inner"))
                .getParent();
        for (var inTheWay : List.of(folder, folder.getParent().resolve("manifest.yaml"))) {
            Files.createDirectories(inTheWay);
            Files.setPosixFilePermissions(inTheWay, Set.of());
            ModelPaths.putAside(inTheWay);
            assertThat(inTheWay).doesNotExist();
        }
        try (var aside = Files.list(folder.getParent())) {
            for (var path : aside.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    private void writeIn(String model) throws IOException {
        var folder = models.resolve(model).resolve("1.0.0");
        var target = folder.resolve("unet/model.onnx");
        ModelPaths.makeWay(target, folder);
        Files.writeString(target, "restored");
    }
}
