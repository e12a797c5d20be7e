package dev.kintsugi.scorecard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system in memory, which only a user who may mount can have. */
final class Disk implements AutoCloseable {

    private static final String SIZE = "48m";

    private final Path folder;

    private Disk(Path folder) {
        this.folder = folder;
    }

    /** Whether this user may mount. */
    static boolean possible(Path folder) throws IOException, InterruptedException {
        try (var _ = mount(folder)) {
            return true;
        } catch (IOException e) {
            return false; // that is what is asked
        }
    }

    static Disk mount(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "none", folder.toString());
        return new Disk(folder);
    }

    static void remount(Path folder, String how) throws IOException, InterruptedException {
        run("mount", "-o", "remount," + how, folder.toString());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", folder.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
        }
    }
}
