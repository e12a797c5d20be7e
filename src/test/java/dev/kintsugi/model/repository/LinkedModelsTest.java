package dev.kintsugi.model.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.source.InstalledModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models behind symbolic links, which are followed as far as the operator allows. */
class LinkedModelsTest extends ModelRepositoryFixture {

    @Test
    void linkedFoldersAndFilesAreFollowedWithoutLoops() throws IOException {
        var blobs = Files.createDirectories(home.resolve("hub/blobs"));
        var snapshot = export(home.resolve("hub/snapshots/abc"));
        for (var part : new String[] {"unet/model.onnx", "model_index.json"}) {
            var blob = blobs.resolve(part.replace('/', '-'));
            Files.move(snapshot.resolve(part), blob);
            Files.createSymbolicLink(
                    snapshot.resolve(part), snapshot.resolve(part).getParent().relativize(blob));
        }
        Files.move(snapshot.resolve("text_encoder"), home.resolve("hub/elsewhere"));
        Files.createSymbolicLink(snapshot.resolve("text_encoder"), home.resolve("hub/elsewhere"));
        Files.createSymbolicLink(snapshot.resolve("unet/loop"), snapshot);
        Files.createSymbolicLink(repository.root().resolve("linked"), snapshot);
        Files.createSymbolicLink(repository.root().resolve("itself"), Path.of("itself"));
        Files.createSymbolicLink(repository.root().resolve("back"), repository.root());
        Files.createSymbolicLink(repository.root().resolve("further-back"), home);
        Files.createSymbolicLink(repository.root().resolve("gone"), home.resolve("nowhere"));
        assertThat(repository.all()).extracting(model -> model.id().value()).containsExactly("good", "linked");
        assertThat(health.of(repository.require("linked")).isUsable()).isTrue();
    }

    @Test
    void linksLeadNoFurtherThanTheOperatorAllows() throws IOException {
        var outside = export(home.resolve("outside/export"));
        Files.createSymbolicLink(repository.root().resolve("linked"), outside);
        export("inside");
        for (var allowed : List.of(home.resolve("outside"), home.resolve("elsewhere"))) {
            var reader = new FolderReader(new AllowedLinks(repository.root(), List.of(allowed)));
            var content = reader.read(repository.root().resolve("linked"));
            assertThat(content.versions().orElseThrow().current().refusal() == null)
                    .isEqualTo(allowed.endsWith("outside"));
            assertThat(content.problems()).hasSize(allowed.endsWith("outside") ? 0 : 1);
            assertThat(reader.read(repository.root().resolve("inside")).versions())
                    .isPresent();
        }
    }

    @Test
    void aFileThatIsALinkToElsewhereIsToldIfTheOperatorDoesNotAllowIt() throws IOException {
        var network = export("export").resolve("unet/model.onnx");
        Files.move(network, home.resolve("elsewhere.onnx"));
        Files.createSymbolicLink(network, home.resolve("elsewhere.onnx"));
        var reader = new FolderReader(new AllowedLinks(repository.root(), List.of()));
        var model = reader.read(repository.root().resolve("export"))
                .versions()
                .orElseThrow()
                .current();
        assertThat(model.refusal()).contains("model.onnx is a link").contains("kintsugi.models.links");
        assertThat(new FolderReader(AllowedLinks.ANYWHERE)
                        .read(repository.root().resolve("export"))
                        .versions()
                        .orElseThrow()
                        .current()
                        .refusal())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shapes-diffusion", "shapes-diffusion/1.0.0", "shapes-diffusion/1.0.0/unet/model.onnx"})
    void aBuiltInModelBehindALinkThatIsNotAllowedIsRefused(String linked) throws IOException {
        var installed = home.resolve("installed");
        new InstalledModels(installed);
        var link = installed.resolve("models").resolve(linked);
        var elsewhere = home.resolve("elsewhere");
        Files.move(link, elsewhere);
        Files.createSymbolicLink(link, elsewhere);
        assertThat(shipped(installed, home).refusal()).isNull();
        assertThat(shipped(installed, installed).refusal())
                .contains("is a link")
                .contains("kintsugi.models.links");
    }

    private static Model shipped(Path installed, Path allowed) {
        var folders = InstalledModels.folders(installed, Map.of(), Optional.of(List.of(allowed)));
        return new ModelRepository(folders, Clock.systemUTC(), new BuiltinManifests()).require("shapes-diffusion");
    }
}
