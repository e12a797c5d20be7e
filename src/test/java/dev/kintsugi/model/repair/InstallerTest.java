package dev.kintsugi.model.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.ModelFixture;
import dev.kintsugi.model.ModelFolders.Repair;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.model.health.Availability;
import dev.kintsugi.model.source.ModelSource;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallerTest {

    @TempDir
    Path folder;

    private ModelFixture fixture;

    /** Breaks off in the middle of the file. */
    private record Interrupted() implements ModelSource {

        @Override
        public String scheme() {
            return "count";
        }

        @Override
        public InputStream open(URI uri) {
            return new SequenceInputStream(new ByteArrayInputStream(new byte[5]), new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("Connection reset by peer");
                }
            });
        }
    }

    @BeforeEach
    void install() throws IOException {
        fixture = new ModelFixture(folder);
    }

    @Test
    void fetchesNothingWhereAllIsWhole() {
        assertThat(fixture.installer.restore(fixture.model)).isEmpty();
        assertThat(fixture.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flipped", "truncated", "deleted", "directory", "full directory"})
    void restoresOnlyWhatWasDamaged(String damage) throws IOException {
        var file = fixture.path("sub/b.bin");
        var bytes = ModelFixture.B.clone();
        Files.delete(file);
        switch (damage) {
            case "flipped" -> {
                bytes[3] ^= 4;
                Files.write(file, bytes);
            }
            case "truncated" -> Files.write(file, new byte[3]);
            case "directory" -> Files.createDirectory(file);
            case "full directory" -> Files.write(Files.createDirectory(file).resolve("x"), new byte[3]);
            default -> assertThat(file).doesNotExist();
        }
        assertThat(fixture.installer.restore(fixture.model)).containsExactly("sub/b.bin");
        assertThat(fixture.asked).containsExactly("sub/b.bin");
        assertThat(file).hasBinaryContent(ModelFixture.B);
        assertThat(fixture.integrity.availability(fixture.model)).isEqualTo(Availability.AVAILABLE);
    }

    /** Whoever comes while the files are being fetched finds them whole, and gives up on a source that hangs. */
    @Test
    void waitsForARepairThatIsUnderWayButNotForEver() throws Exception {
        Files.delete(fixture.path("sub/b.bin"));
        var opened = new CountDownLatch(1);
        var goesOn = new CountDownLatch(1);
        var source = new ModelSource() {
            @Override
            public String scheme() {
                return "count";
            }

            @Override
            public InputStream open(URI uri) throws IOException {
                opened.countDown();
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return new ByteArrayInputStream(ModelFixture.B);
            }
        };
        var installer = new Installer(
                fixture.integrity, WriteFaultHook.OPEN, List.of(source), Repair.ALWAYS, Duration.ofMillis(200));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> installer.restore(fixture.model));
            opened.await();
            assertThatThrownBy(() -> installer.restore(fixture.model))
                    .isInstanceOfSatisfying(
                            TypedException.class,
                            e -> assertThat(e.type()).isEqualTo(FailureType.MODEL_LOADING_TIMEOUT));
            goesOn.countDown();
            assertThat(first.get()).containsExactly("sub/b.bin");
            assertThat(installer.restore(fixture.model)).isEmpty();
        }
    }

    /** A file system like that has no size, so none of it is free. */
    @Test
    void aFolderThatNoProgramCanWriteIntoIsNotTakenForAFullDisk() throws IOException {
        var model = fixture.model.folder();
        Files.move(model, folder.resolve("aside"));
        Files.createSymbolicLink(model, Path.of("/proc/sys"));
        assertThatThrownBy(() -> fixture.installer.restore(fixture.model))
                .isInstanceOfSatisfying(
                        TypedException.class,
                        thrown -> assertThat(thrown.type()).isEqualTo(FailureType.SYSTEM_RESOURCE_ERROR))
                .hasMessageContaining("cannot be written");
    }

    @Test
    void refusesASourceWithAnotherContent() throws IOException {
        fixture.offered.put("a.bin", "something else".getBytes());
        Files.delete(fixture.path("a.bin"));
        assertFails(fixture.installer);
    }

    @Test
    void keepsTheDamagedFileWhereTheSourceIsWrongToo() throws IOException {
        fixture.offered.put("a.bin", "something else".getBytes());
        Files.write(fixture.path("a.bin"), new byte[3]);
        assertThatThrownBy(() -> fixture.installer.restore(fixture.model)).isInstanceOf(TypedException.class);
        assertThat(fixture.path("a.bin")).hasBinaryContent(new byte[3]);
    }

    @Test
    void saysSoWhenNoSourceHasTheFile() throws IOException {
        fixture.offered.clear();
        Files.delete(fixture.path("a.bin"));
        assertFails(fixture.installer);
    }

    @Test
    void anInterruptedCopyLeavesNothingUnderTheRealNameNorBesideIt() throws IOException {
        Files.delete(fixture.path("a.bin"));
        assertFails(new Installer(fixture.integrity, WriteFaultHook.OPEN, List.of(new Interrupted())));
    }

    @Test
    void goesToTheNextSourceWhenOneFails() throws IOException {
        var wanted = ModelFixture.file(folder, "a.bin", ModelFixture.A);
        var uris = List.of("nowhere:a", "not a uri at all", "count:missing", "count:a.bin");
        var file = new ModelFile("a.bin", wanted.size(), wanted.sha256(), uris);
        var model = new Model(ModelFixture.manifest("m", "1", List.of(file)), folder.resolve("m"));
        assertThat(fixture.installer.restore(model)).containsExactly("a.bin");
        assertThat(fixture.asked).containsExactly("missing", "a.bin");
    }

    @Test
    void refusesASourceOfAnotherLengthWhereNobodyToldTheChecksum() throws IOException {
        var file = new ModelFile("a.bin", 99, null, List.of("count:a.bin"));
        var model = new Model(ModelFixture.manifest("m", "1", List.of(file)), folder.resolve("m"));
        assertThatThrownBy(() -> fixture.installer.restore(model))
                .isInstanceOfSatisfying(
                        TypedException.class, e -> assertThat(e.type()).isEqualTo(FailureType.MODEL_DOWNLOAD_FAILURE));
        assertThat(model.path("a.bin")).doesNotExist();
    }

    @Test
    void knowsWhetherItCouldRepair() {
        var unreachable = new ModelFile("x", 1, null, List.of("ftp:x"));
        var without = new ModelFile("x", 1, null, List.of());
        assertThat(fixture.installer.canRepair(fixture.model)).isTrue();
        for (var file : List.of(unreachable, without)) {
            var model = new Model(ModelFixture.manifest("m", "1", List.of(file)), folder);
            assertThat(fixture.installer.canRepair(model)).isFalse();
        }
    }

    private void assertFails(Installer installer) throws IOException {
        assertThatThrownBy(() -> installer.restore(fixture.model))
                .isInstanceOfSatisfying(
                        TypedException.class, e -> assertThat(e.type()).isEqualTo(FailureType.MODEL_DOWNLOAD_FAILURE))
                .hasMessageContaining("a.bin");
        try (var files = Files.walk(fixture.model.folder())) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(fixture.path("sub/b.bin"));
        }
    }
}
