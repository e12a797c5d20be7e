package dev.kintsugi.model.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.health.Availability;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.diffusion.TinyExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be restored is told until it can, and nothing is written where a link leads to no folder. */
class UnrestoredModelsTest extends ModelWatchFixture {

    /** As when a disk is not mounted for a while. */
    @ParameterizedTest
    @ValueSource(strings = {"", "shapes-diffusion", "shapes-diffusion/1.0.0"})
    void aFolderThatIsALinkComesBackWithAllThatItHeldWhenItsTargetDoes(String path) throws IOException {
        var link = path.isEmpty() ? models : models.resolve(path);
        var disk = home.resolve("disk");
        var own = export(models.resolve("own"));
        Files.move(link, disk);
        Files.createSymbolicLink(link, disk);
        awaitWhole("linked");
        Files.move(disk, home.resolve("not-mounted"));
        round();
        assertThat(installed.repository.brokenLink())
                .hasValueSatisfying(told -> assertThat(told).contains(link.getFileName() + " is a link"));
        awaitUsable("shapes-diffusion");
        assertThat(Files.readSymbolicLink(link)).isEqualTo(disk);
        assertThat(installed.repository.require("shapes-diffusion").folder()).startsWith(home.resolve("cache"));
        if (path.isEmpty()) {
            assertThatThrownBy(() -> installed.repository.require("own"))
                    .hasMessageContaining("models is a link to a folder that is not there");
        }
        Files.move(home.resolve("not-mounted"), disk);
        round();
        assertThat(installed.repository.brokenLink()).isEmpty();
        awaitWhole("mounted again");
        assertThat(installed.repository.require("own").folder()).isEqualTo(own);
        assertThat(Files.readSymbolicLink(link)).isEqualTo(disk);
        assertThat(new PutAside(InstalledModels.folders(home)).paths()).isEmpty();
    }

    /** Nothing stands in for a folder inside of a model: another model answers. */
    @Test
    void aLinkInAModelIsLeftAsItIsToo() throws IOException {
        var unet = models.resolve("shapes-diffusion/1.0.0/unet");
        Files.move(unet, home.resolve("disk"));
        Files.createSymbolicLink(unet, home.resolve("not-mounted"));
        Awaitility.await().until(() -> {
            round();
            return repairs.problem().isPresent();
        });
        assertThat(repairs.problem().get()).contains("unet is a link to a folder that is not there");
        assertThat(Files.readSymbolicLink(unet)).isEqualTo(home.resolve("not-mounted"));
        Files.move(home.resolve("disk"), home.resolve("not-mounted"));
        awaitWhole("there again");
    }

    @Test
    void whatCannotBeRestoredIsToldAndTriedAgainUntilItCan() throws IOException {
        var folder = models.resolve("shapes-diffusion/1.0.0");
        Files.move(folder, home.resolve("aside"));
        Files.createSymbolicLink(folder, Path.of("/proc/sys"));
        Awaitility.await().until(() -> {
            round();
            return repairs.problem().isPresent();
        });
        assertThat(repairs.problem().get()).contains("cannot be written");
        var model = installed.repository.require("shapes-diffusion");
        assertThat(installed.health.of(model).isUsable()).isFalse();
        assertThat(installed.health.of(model).availability()).isEqualTo(Availability.MISSING);
        Files.delete(folder);
        awaitWhole("mended");
        Awaitility.await().until(() -> {
            round();
            return repairs.problem().isEmpty();
        });
    }

    /** As when its folder is deleted file by file, the manifest last. */
    @Test
    void whatCouldNotBeRestoredIsForgottenWithItsModel() throws IOException {
        var folder = models.resolve("mine/1.0.0");
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve(Manifests.FILE),
                Files.readString(models.resolve("shapes-diffusion/1.0.0").resolve(Manifests.FILE))
                        .replace("id: shapes-diffusion", "id: mine")
                        .replaceAll("builtin:[a-z-]+/", "builtin:nothing/"));
        Awaitility.await().until(() -> {
            installed.repository.scan();
            round();
            return repairs.problem().isPresent();
        });
        delete(models.resolve("mine"));
        Awaitility.await().until(() -> {
            installed.repository.scan();
            round();
            return repairs.problem().isEmpty();
        });
    }

    private static Path export(Path folder) throws IOException {
        new TinyExport(folder);
        return folder;
    }

    private void awaitUsable(String model) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            round();
            return installed.health.of(installed.repository.require(model)).isUsable();
        });
    }
}
