package dev.kintsugi.runtime.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With the real library of the tokenizers, out of its jar. */
class LibraryFolderTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir
    Path root;

    private final List<LibraryFile> files = List.of(
            LibraryFile.shipped("native/lib/linux-x86_64/cpu/libtokenizers.so").orElseThrow());
    private LibraryFolder folder;

    /** What happens to a file that lies on a disk. */
    enum Damage {
        TRUNCATED {
            @Override
            void to(Path file) throws IOException {
                var content = Files.readAllBytes(file);
                Files.write(file, java.util.Arrays.copyOf(content, content.length / 2));
            }
        },
        FLIPPED {
            @Override
            void to(Path file) throws IOException {
                var content = Files.readAllBytes(file);
                content[content.length / 2] ^= 1;
                Files.write(file, content);
            }
        },
        EMPTY {
            @Override
            void to(Path file) throws IOException {
                Files.write(file, new byte[0]);
            }
        },
        GONE {
            @Override
            void to(Path file) throws IOException {
                Files.delete(file);
            }
        },
        A_FOLDER {
            @Override
            void to(Path file) throws IOException {
                Files.delete(file);
                Files.createFile(Files.createDirectory(file).resolve("in the way"));
            }
        },
        A_DEAD_LINK {
            @Override
            void to(Path file) throws IOException {
                Files.delete(file);
                Files.createSymbolicLink(file, file.resolveSibling("nothing"));
            }
        };

        abstract void to(Path file) throws IOException;
    }

    @BeforeEach
    void place() {
        folder = new LibraryFolder(root.resolve("native"), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @EnumSource
    void damagedLibraryIsUnpackedAnewBeforeItIsUsed(Damage damage) throws IOException {
        var file = folder.with("tokenizers", files).resolve("libtokenizers.so");
        assertThat(files.getFirst().isCopiedTo(file)).isTrue();

        damage.to(file);

        assertThat(files.getFirst().isCopiedTo(file)).isFalse();
        assertThat(folder.with("tokenizers", files).resolve("libtokenizers.so")).isEqualTo(file);
        assertThat(files.getFirst().isCopiedTo(file)).isTrue();
    }

    @Test
    void wholeLibraryIsUsedAgainAndNotWritten() throws IOException {
        var file = folder.with("tokenizers", files).resolve("libtokenizers.so");
        var before = Files.getAttribute(file, "unix:ino");
        folder.with("tokenizers", files);
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(before);
    }

    @Test
    void processesMayUnpackAtTheSameTime() throws Exception {
        try (var executor = Executors.newFixedThreadPool(4)) {
            var tasks = new ArrayList<Callable<Path>>();
            for (int i = 0; i < 4; i++) {
                tasks.add(() -> folder.with("tokenizers", files));
            }
            for (var done : executor.invokeAll(tasks)) {
                assertThat(files.getFirst().isCopiedTo(done.get().resolve("libtokenizers.so")))
                        .isTrue();
            }
        }
        try (var left = Files.walk(root)) {
            assertThat(left.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void leavingsOfOtherVersionsAndOfKilledProcessesAreSwept() throws IOException {
        var used = folder.with("tokenizers", files);
        var other = Files.createFile(
                Files.createDirectory(used.resolveSibling("tokenizers-0123")).resolve("old.so"));
        var dead = Files.createFile(used.resolve("libtokenizers.so1.partial"));
        Files.setLastModifiedTime(dead, FileTime.from(NOW.minus(Duration.ofMinutes(11))));
        var alive = Files.createFile(used.resolve("libtokenizers.so2.partial"));
        Files.setLastModifiedTime(alive, FileTime.from(NOW.minus(Duration.ofMinutes(1))));

        folder.sweep(Set.of(used));

        assertThat(other).doesNotExist();
        assertThat(dead).doesNotExist();
        assertThat(alive).exists();
        assertThat(used.resolve("libtokenizers.so")).exists();
    }

    @Test
    void anotherPlaceIsTakenIfTheFirstForbidsPrograms() {
        var second = new LibraryFolder(root.resolve("second"), Clock.systemUTC());
        var mounts = Mounts.parse("tmpfs " + folder.root() + " tmpfs rw,nosuid,noexec 0 0\n/dev/vda / ext4 rw 0 0\n");
        assertThat(new LibraryPlaces(List.of(folder, second), mounts).folder("tokenizers", files))
                .startsWith(second.root());
    }

    @Test
    void reasonsOfAllPlacesAreToldIfNoneTakesThem() throws IOException {
        var inTheWay = Files.createFile(root.resolve("file"));
        var places = new LibraryPlaces(
                List.of(folder, new LibraryFolder(inTheWay, Clock.systemUTC())),
                Mounts.parse("tmpfs " + folder.root() + " tmpfs rw,noexec 0 0"));
        assertThatThrownBy(() -> places.folder("tokenizers", files))
                .isInstanceOf(UncheckedIOException.class)
                .cause()
                .hasMessageContaining("noexec")
                .hasMessageContaining(inTheWay.toString())
                .hasMessageContaining("make room");
    }

    @Test
    void damagedLibraryBesideAnExecutableIsNamed() throws IOException {
        var beside = folder.with("tokenizers", files);
        LibraryPlaces.verify(beside, files, LibraryFile::isCopiedTo);
        Damage.FLIPPED.to(beside.resolve("libtokenizers.so"));
        assertThatThrownBy(() -> LibraryPlaces.verify(beside, files, LibraryFile::isCopiedTo))
                .cause()
                .hasMessageContaining("libtokenizers.so is damaged")
                .hasMessageContaining("install both again");
    }

    @Test
    void shorterLibraryBesideAnExecutableIsNamedBeforeItIsLoaded() throws IOException {
        var beside = folder.with("tokenizers", files);
        LibraryPlaces.verify(beside, files, LibraryFile::isAsLongAs);
        Damage.TRUNCATED.to(beside.resolve("libtokenizers.so"));
        assertThatThrownBy(() -> LibraryPlaces.verify(beside, files, LibraryFile::isAsLongAs))
                .cause()
                .hasMessageContaining("libtokenizers.so is damaged");
    }
}
