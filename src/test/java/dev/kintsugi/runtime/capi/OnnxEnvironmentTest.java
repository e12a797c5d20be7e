package dev.kintsugi.runtime.capi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own that opens ONNX Runtime, since what it does when it is loaded cannot be seen a second time. */
class OnnxEnvironmentTest {

    @TempDir
    Path home;

    /** What the process runs. */
    static final class Opening {
        public static void main(String[] arguments) {
            OnnxEnvironment.get();
            System.out.println("opened");
        }
    }

    @Test
    void reportsNothingToAnybodyAndKeepsNothingInTheHome() throws Exception {
        assertThat(open("")).contains("opened");
        try (var left = Files.walk(home)) {
            assertThat(left.filter(Files::isRegularFile).map(Path::toString))
                    .as("files of ONNX Runtime's telemetry")
                    .noneMatch(file -> file.contains("mat-debug") || file.contains("Microsoft"));
        }
    }

    @Test
    void opensAlsoWhereTheCommandLineIsLong() throws Exception {
        assertThat(open("x".repeat(6000))).contains("opened");
    }

    private String open(String argument) throws IOException, InterruptedException {
        var log = home.resolve("log");
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + home,
                        Opening.class.getName(),
                        argument))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().remove("ORT_DISABLE_TELEMETRY");
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("TMPDIR", home.toString());
        builder.environment().remove("XDG_CACHE_HOME");
        var process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(log) + "exit " + process.exitValue();
    }
}
