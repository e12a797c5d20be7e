package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The scripts of {@code src/test/python} with their packages; tests that need them are skipped if there is no Python. */
public final class PythonProject {

    private static final Path SOURCE = Path.of("src/test/python").toAbsolutePath();
    private static final Path FOLDER = Path.of("target/python").toAbsolutePath();
    private static final Path PACKAGES = FOLDER.resolve("packages");
    private static final Path LOG = FOLDER.resolve("python.log");

    private PythonProject() {}

    /** Installs exactly the versions that {@code requirements.txt} names into the build's folder. */
    public static void install() throws IOException, InterruptedException {
        assumeTrue(isOnPath("python3") && hasPip(), "needs python3 with pip");
        Files.createDirectories(FOLDER);
        var wanted = SOURCE.resolve("requirements.txt");
        var installed = FOLDER.resolve("requirements.txt");
        if (!Files.exists(installed) || Files.mismatch(wanted, installed) >= 0) {
            run(
                    Map.of(),
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--upgrade",
                    "--target",
                    PACKAGES.toString(),
                    "--requirement",
                    wanted.toString());
            Files.writeString(installed, Files.readString(wanted));
        }
    }

    /** Runs a script with its packages, which must succeed. */
    public static void run(String script, Map<String, String> environment) throws IOException, InterruptedException {
        run(environment, SOURCE.resolve(script).toString());
    }

    /** Writes a file into the folder that modules run in. */
    public static void write(String name, String text) throws IOException {
        Files.writeString(FOLDER.resolve(name), text);
    }

    /** Runs a module of its packages, which must succeed; what it prints. */
    public static String runModule(String module, String... arguments) throws IOException, InterruptedException {
        run(
                Map.of(),
                Stream.concat(Stream.of("-m", module), Arrays.stream(arguments)).toArray(String[]::new));
        return Files.readString(LOG);
    }

    private static void run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var command = new String[arguments.length + 1];
        command[0] = "python3";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        var builder = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile());
        builder.environment().put("PYTHONPATH", PACKAGES.toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().putAll(environment);
        var process = builder.start();
        var ended = process.waitFor(3, TimeUnit.MINUTES);
        process.destroyForcibly().waitFor();
        assertThat(ended && process.exitValue() == 0)
                .as("%s failed:\n%s", String.join(" ", command), Files.readString(LOG))
                .isTrue();
    }

    private static boolean hasPip() throws IOException, InterruptedException {
        var process = new ProcessBuilder("python3", "-m", "pip", "--version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
