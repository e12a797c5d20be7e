package dev.kintsugi.model.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.source.InstalledModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlternativesTest {

    @TempDir
    Path home;

    private ModelRepository repository;
    private Alternatives alternatives;
    private final Map<String, List<String>> fallbacks = new HashMap<>();

    @BeforeEach
    void open() {
        repository = new ModelRepository(InstalledModels.folders(home), Clock.systemUTC());
        alternatives = new Alternatives(
                repository,
                new ModelHealth(new Integrity(), Clock.systemUTC()),
                InstalledModels.folders(home, fallbacks));
    }

    @Test
    void offersDeclaredModelsOfTheSameTaskBestFirst() throws IOException {
        write(
                "wanted",
                "text-to-image",
                0.8,
                "[a, b]",
                "[{model: declared, compatibility: 0.9},"
                        + " {model: half, compatibility: 0.1}, {model: writer, compatibility: 1}]");
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
        write(
                "wanted",
                "text-to-image",
                0.8,
                "[]",
                "[{model: damaged, compatibility: 1}, {model: missing, compatibility: 1}]");
        write("damaged", "text-to-image", 0.8, "[]", "[]");
        write("missing", "text-to-image", 0.8, "[]", "[]");
        Files.write(repository.root().resolve("damaged/1/unet/model.onnx"), new byte[7]);
        Files.delete(repository.root().resolve("missing/1/unet/model.onnx"));
        assertThat(alternatives.to(repository.require("wanted"))).isEmpty();
    }

    @Test
    void aModelOfOnesOwnHasOnlyWhatSomebodyDeclares() throws IOException {
        write("wanted", "text-to-image", 0.8, "[]", "[]");
        write("other", "text-to-image", 0.8, "[]", "[]");
        assertThat(alternatives.to(repository.require("wanted"))).isEmpty();
        fallbacks.put("wanted", List.of("other", "Not A Name"));
        assertThat(alternatives.to(repository.require("wanted")))
                .extracting(one -> one.model().id().value())
                .containsExactly("other");
    }

    @Test
    void builtInModelsStandInForEachOtherFirstAndNeverForOthers() throws IOException {
        var installed = new InstalledModels(home);
        write("own", "text-to-image", 1, "[text-to-image, negative-prompt, guidance]", "[]");
        installed.repository.scan();
        var own = installed.repository.require("own");
        assertThat(installed.alternatives.to(own)).isEmpty();
        assertThat(installed.alternatives.to(installed.repository.require("shapes-diffusion")))
                .extracting(one -> one.model().id().value())
                .containsExactly("shapes-diffusion-lite", "own");
    }

    @Test
    void offersThePrecisionThatIsWhole() throws IOException {
        var installed = new InstalledModels(home);
        var lite = installed.repository.require("shapes-diffusion-lite");
        Files.delete(lite.path("unet/model.onnx"));
        assertThat(installed.alternatives.to(installed.repository.require("shapes-diffusion")))
                .extracting(Alternatives.Alternative::precision)
                .containsExactly("int8");
        assertThat(installed.alternatives.otherPrecisions(lite, "fp16")).containsExactly("int8");
        assertThat(installed.alternatives.otherPrecisions(lite, "int8")).isEmpty();
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

    private void write(String id, String task, double quality, String capabilities, String fallbacks)
            throws IOException {
        var folder = repository.root().resolve(id).resolve("1");
        var files = new StringBuilder();
        for (var network : Model.NETWORKS) {
            var path = network + "/model.onnx";
            Files.createDirectories(folder.resolve(network));
            Files.write(folder.resolve(path), new byte[1]);
            files.append("{path: %s, size: 1, sha256: %s}, ".formatted(path, Sha256.of(new byte[1])));
        }
        Files.writeString(
                folder.resolve(Manifests.FILE),
                "{id: %s, version: '1', task: %s, quality: %s, capabilities: %s, fallbacks: %s, files: [%s]}"
                        .formatted(id, task, quality, capabilities, fallbacks, files));
    }
}
