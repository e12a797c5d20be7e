package dev.kintsugi.model.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.ModelFixture;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntegrityTest {

    @TempDir
    Path folder;

    private ModelFixture fixture;

    @BeforeEach
    void install() throws IOException {
        fixture = new ModelFixture(folder);
    }

    @Test
    void acceptsFilesThatAreAsTheManifestSays() throws IOException {
        assertThat(fixture.integrity.verify(fixture.model, "a.bin"))
                .isEqualTo(FileFingerprint.of(fixture.path("a.bin")));
        assertThat(fixture.integrity.availability(fixture.model)).isEqualTo(Availability.AVAILABLE);
    }

    @Test
    void seesAFlippedByte() throws IOException {
        var bytes = ModelFixture.B.clone();
        bytes[5] ^= 1;
        write("sub/b.bin", bytes);
        assertDamaged("sub/b.bin", FailureType.MODEL_CORRUPTION_DETECTED, Availability.CORRUPTED);
    }

    @Test
    void seesATruncatedFile() throws IOException {
        write("a.bin", new byte[] {'t'});
        assertDamaged("a.bin", FailureType.MODEL_CORRUPTION_DETECTED, Availability.CORRUPTED);
    }

    @Test
    void seesADeletedFile() throws IOException {
        Files.delete(fixture.path("a.bin"));
        assertDamaged("a.bin", FailureType.MODEL_LOADING_FAILED, Availability.MISSING);
    }

    @Test
    void seesADirectoryInPlaceOfAFile() throws IOException {
        Files.delete(fixture.path("a.bin"));
        Files.createDirectory(fixture.path("a.bin"));
        assertDamaged("a.bin", FailureType.MODEL_CORRUPTION_DETECTED, Availability.CORRUPTED);
    }

    @Test
    void aDamagedFileIsWorseThanAMissingOne() throws IOException {
        Files.delete(fixture.path("a.bin"));
        write("sub/b.bin", new byte[1]);
        assertThat(fixture.integrity.availability(fixture.model)).isEqualTo(Availability.CORRUPTED);
        assertThat(fixture.integrity.damaged(fixture.model))
                .extracting(ModelFile::path)
                .containsExactly("a.bin", "sub/b.bin");
    }

    @Test
    void refusesAFileThatTheManifestDoesNotName() throws IOException {
        write("other.bin", new byte[1]);
        assertThatThrownBy(() -> fixture.integrity.verify(fixture.model, "other.bin"))
                .isInstanceOf(TypedException.class);
    }

    @Test
    void checksOnlyTheSizeWhereNobodyToldTheChecksum() throws IOException {
        var loose = new Model(
                ModelFixture.manifest("loose", "1", List.of(new ModelFile("x", 3, null, List.of()))),
                Files.createDirectory(folder.resolve("loose")));
        Files.write(loose.path("x"), new byte[3]);
        assertThat(new Integrity().availability(loose)).isEqualTo(Availability.AVAILABLE);
        Files.write(loose.path("x"), new byte[4]);
        assertThat(new Integrity().availability(loose)).isEqualTo(Availability.CORRUPTED);
    }

    @Test
    void looksAgainAtAFileOfEqualSizeAndTimeWhenToldToForgetIt() throws IOException {
        var time = Files.getLastModifiedTime(fixture.path("a.bin"));
        var bytes = ModelFixture.A.clone();
        bytes[0] ^= 1;
        Files.write(fixture.path("a.bin"), bytes);
        Files.setLastModifiedTime(fixture.path("a.bin"), time);
        fixture.integrity.forget(fixture.path("a.bin"));
        assertDamaged("a.bin", FailureType.MODEL_CORRUPTION_DETECTED, Availability.CORRUPTED);
    }

    @Test
    void seesAChangeUnderAnUnchangedSizeAndTime() throws IOException {
        assertThat(fixture.integrity.availability(fixture.model)).isEqualTo(Availability.AVAILABLE);
        flipUnderTheSameTime("a.bin");
        assertDamaged("a.bin", FailureType.MODEL_CORRUPTION_DETECTED, Availability.CORRUPTED);
    }

    @Test
    void readsAFileInAnyCaseThatIsOpenedAnew() throws IOException {
        var fingerprint = fixture.integrity.verifyAnew(fixture.model, "a.bin");
        assertThat(fingerprint).isEqualTo(FileFingerprint.of(fixture.path("a.bin")));
        flipUnderTheSameTime("a.bin");
        assertThatThrownBy(() -> fixture.integrity.verifyAnew(fixture.model, "a.bin"))
                .isInstanceOfSatisfying(
                        TypedException.class,
                        e -> assertThat(e.type()).isEqualTo(FailureType.MODEL_CORRUPTION_DETECTED));
    }

    @Test
    void judgesBytesThatSomebodyElseRead() {
        var right = Sha256.of(ModelFixture.A);
        assertThat(fixture.integrity.expected(fixture.model, "a.bin")).contains(right);
        fixture.integrity.requireContent(fixture.model, "a.bin", ModelFixture.A.length, right);
        for (var wrong : List.of(Sha256.of(ModelFixture.B), "")) {
            assertThatThrownBy(() ->
                            fixture.integrity.requireContent(fixture.model, "a.bin", ModelFixture.A.length, wrong))
                    .hasMessageContaining("checksum");
        }
        assertThatThrownBy(() -> fixture.integrity.requireContent(fixture.model, "a.bin", 3, right))
                .hasMessageContaining("3 bytes");
    }

    @Test
    void opensNoPipe() throws Exception {
        Files.delete(fixture.path("a.bin"));
        assertThat(new ProcessBuilder("mkfifo", fixture.path("a.bin").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertDamaged("a.bin", FailureType.MODEL_CORRUPTION_DETECTED, Availability.CORRUPTED);
    }

    @Test
    void aNetworkWithoutAChecksumMustBeWholeInItself() throws IOException {
        var bytes = new byte[100];
        var loose = new Model(
                ModelFixture.manifest("loose", "1", List.of(new ModelFile("model.onnx", 100, null, List.of()))),
                Files.createDirectory(folder.resolve("loose")));
        Files.write(loose.path("model.onnx"), bytes);
        assertThat(fixture.integrity.problem(loose, "model.onnx")).contains(FileProblem.INVALID_FORMAT);
    }

    private void flipUnderTheSameTime(String file) throws IOException {
        var time = Files.getLastModifiedTime(fixture.path(file));
        var bytes = Files.readAllBytes(fixture.path(file));
        bytes[0] ^= 1;
        Files.write(fixture.path(file), bytes);
        Files.setLastModifiedTime(fixture.path(file), time);
    }

    private void write(String file, byte[] content) throws IOException {
        Files.write(fixture.path(file), content);
        Files.setLastModifiedTime(fixture.path(file), FileTime.fromMillis(12345));
    }

    private void assertDamaged(String file, FailureType type, Availability availability) {
        assertThat(fixture.integrity.damaged(fixture.model))
                .extracting(ModelFile::path)
                .containsExactly(file);
        assertThat(fixture.integrity.availability(fixture.model)).isEqualTo(availability);
        assertThatThrownBy(() -> fixture.integrity.verify(fixture.model, file))
                .isInstanceOfSatisfying(
                        TypedException.class, e -> assertThat(e.type()).isEqualTo(type))
                .hasMessageContaining(file);
    }
}
