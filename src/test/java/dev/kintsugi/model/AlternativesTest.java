package dev.kintsugi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlternativesTest {

    @TempDir
    Path home;

    private ModelRepository repository;
    private Alternatives alternatives;

    @BeforeEach
    void open() {
        repository = new ModelRepository(InstalledModels.folders(home), Clock.systemUTC());
        alternatives = new Alternatives(repository, new Integrity());
    }

    @Test
    void offersModelsOfTheSameTaskBestFirst() throws IOException {
        write("wanted", "text-to-image", 0.8, "[a, b]", "[{model: declared, compatibility: 0.9}]");
        write("declared", "text-to-image", 0.4, "[a, b]", "[]");
        write("half", "text-to-image", 1.0, "[a]", "[]");
        write("writer", "text-generation", 1.0, "[a, b]", "[]");
        var found = alternatives.to(repository.require("wanted"));
        assertThat(found).extracting(one -> one.model().id().value()).containsExactly("declared", "half");
        assertThat(found.getFirst().score()).isCloseTo(0.4 + 0.4 * 0.9 + 0.2 * 0.4, within(1e-9));
        assertThat(found.getFirst().loss()).isCloseTo(0.5, within(1e-9));
        assertThat(found.getLast().loss())
                .as("never free, even where the other is better")
                .isEqualTo(0.01);
    }

    @Test
    void leavesOutModelsThatAreDamaged() throws IOException {
        write("wanted", "text-to-image", 0.8, "[]", "[]");
        write("damaged", "text-to-image", 0.8, "[]", "[]");
        write("missing", "text-to-image", 0.8, "[]", "[]");
        Files.write(repository.root().resolve("damaged/1/w.bin"), new byte[7]);
        Files.delete(repository.root().resolve("missing/1/w.bin"));
        assertThat(alternatives.to(repository.require("wanted"))).isEmpty();
    }

    @Test
    void tiesKeepTheDeclaredOrder() throws IOException {
        var declared = "[{model: z, compatibility: 0.5}, {model: a, compatibility: 0.5}]";
        write("wanted", "text-to-image", 0.8, "[]", declared);
        write("a", "text-to-image", 0.5, "[]", "[]");
        write("z", "text-to-image", 0.5, "[]", "[]");
        assertThat(alternatives.to(repository.require("wanted")))
                .extracting(one -> one.model().id().value())
                .containsExactly("z", "a");
    }

    @Test
    void aSoleModelHasNone() throws IOException {
        write("wanted", "text-to-image", 0, "[]", "[]");
        assertThat(alternatives.to(repository.require("wanted"))).isEmpty();
    }

    private void write(String id, String task, double quality, String capabilities, String fallbacks)
            throws IOException {
        var folder = Files.createDirectories(repository.root().resolve(id).resolve("1"));
        Files.write(folder.resolve("w.bin"), new byte[1]);
        Files.writeString(
                folder.resolve(Manifests.FILE),
                "{id: %s, version: '1', task: %s, quality: %s, capabilities: %s, fallbacks: %s,"
                                .formatted(id, task, quality, capabilities, fallbacks)
                        + " files: [{path: w.bin, size: 1}]}");
    }
}
