package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The tools of {@code src/test/node}, installed where Node.js is; tests that need them are skipped where it is not. */
public final class NodeProject {

    private static final Path SOURCE = Path.of("src/test/node");
    private static final Path FOLDER = Path.of("target/node");

    private NodeProject() {}

    /** Makes the project ready in the build's folder, with exactly the versions that its lock file names. */
    public static void install() throws IOException, InterruptedException {
        assumeTrue(isOnPath("node") && isOnPath("npm"), "needs node and npm");
        Files.createDirectories(FOLDER);
        try (var sources = Files.list(SOURCE)) {
            for (var source : sources.filter(Files::isRegularFile).toList()) {
                Files.copy(source, FOLDER.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        run(Map.of(), "npm", "ci", "--no-audit", "--no-fund");
    }

    /** Runs a command there, which must succeed; what it printed. */
    public static String run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        var log = FOLDER.resolve(Path.of(command[0]).getFileName() + ".log");
        var builder = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        var ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly().waitFor();
        var printed = Files.readString(log);
        assertThat(ended && process.exitValue() == 0)
                .as("%s failed:\n%s", String.join(" ", command), printed)
                .isTrue();
        return printed;
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
