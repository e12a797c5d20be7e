package dev.kintsugi.ops.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quarkus.runtime.QuarkusBindException;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartFailureTest {

    @TempDir
    Path folder;

    @BeforeEach
    void haveAHome() {
        System.setProperty("kintsugi.home", folder.resolve("home-of-this-test").toString());
    }

    @AfterEach
    void haveNone() {
        System.clearProperty("kintsugi.home");
    }

    @Test
    void eachProblemIsOneLine() {
        assertThat(lines(new CannotStart(List.of("this is wrong:\n  do that", "and this"))))
                .containsExactly("kintsugi cannot start: this is wrong: do that", "kintsugi cannot start: and this");
    }

    @Test
    void causeIsFoundHoweverDeepItIs() {
        assertThat(lines(new RuntimeException(
                        "Failed to start quarkus",
                        new UncheckedIOException(new AccessDeniedException("/srv/models/x")))))
                .singleElement()
                .asString()
                .contains("/srv/models/x cannot be used (permission denied)");
    }

    @Test
    void whatASettingSaysOfItselfIsTold() {
        assertThat(lines(new RuntimeException(new IllegalArgumentException("kintsugi.x must be a or b"))))
                .containsExactly("kintsugi cannot start: kintsugi.x must be a or b");
    }

    @Test
    void fullDiskIsToldInWords() {
        assertThat(lines(new IOException("No space left on device")))
                .singleElement()
                .asString()
                .contains("disk of the home is full", "make room");
        assertThat(lines(new FileSystemException("/srv/kintsugi.db", null, "No space left on device")))
                .singleElement()
                .asString()
                .contains("/srv/kintsugi.db", "No space left on device");
    }

    @Test
    void portThatIsNoneIsToldInOneLine() {
        var refused = catchThrowable(() -> new HttpServerOptions().setPort(99_999));
        assertThat(lines(new RuntimeException("Failed to start quarkus", refused)))
                .singleElement()
                .asString()
                .contains("quarkus.http.port must be from 0 to 65535");
    }

    @Test
    void portThatIsUsedIsToldWithItsNumber() throws IOException {
        try (var socket = new ServerSocket(0)) {
            var port = socket.getLocalPort();
            assertThat(lines(new QuarkusBindException("localhost", port, new BindException("Address already in use"))))
                    .singleElement()
                    .asString()
                    .contains("port " + port, "QUARKUS_HTTP_PORT");
        }
    }

    @Test
    void addressThatIsNotOfThisMachineIsTold() {
        assertThat(lines(new QuarkusBindException("192.0.2.1", 0, new BindException("Cannot assign"))))
                .singleElement()
                .asString()
                .contains("192.0.2.1", "QUARKUS_HTTP_HOST");
    }

    @Test
    void whatNobodyExpectedIsToldWithItsPlace() {
        assertThat(lines(new IllegalStateException("oops"))).anyMatch(line -> line.contains("StartFailureTest"));
    }

    @Test
    void homeThatIsAFileIsTold() throws IOException {
        assertThat(new HomeFolder(Files.createFile(folder.resolve("home"))).problem())
                .hasValueSatisfying(line -> assertThat(line).contains("is not a folder", "KINTSUGI_HOME"));
    }

    @Test
    void homeBelowAFileIsTold() throws IOException {
        assertThat(new HomeFolder(Files.createFile(folder.resolve("file")).resolve("home")).problem())
                .hasValueSatisfying(line -> assertThat(line).contains("nothing can be written", "KINTSUGI_HOME"));
    }

    @Test
    void homeThatIsALinkToNothingIsToldAsThat() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("not-mounted"));
        assertThat(new HomeFolder(link).problem().orElseThrow())
                .contains("linked is a link to", "not-mounted", "there is no such folder")
                .doesNotContain("in the way");
    }

    @Test
    void homeIsMadeIfThereIsNone() {
        var home = folder.resolve("a/b");
        assertThat(new HomeFolder(home).problem()).isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void namesOfFilesInTheLocaleCAreWarnedAbout() {
        assertThat(new FileNames("ANSI_X3.4-1968").warning())
                .hasValueSatisfying(line -> assertThat(line).contains("LC_ALL=C.UTF-8"));
        assertThat(new FileNames("UTF-8").warning()).isEmpty();
    }

    private static List<String> lines(Throwable thrown) {
        return new StartFailure(thrown).lines();
    }
}
