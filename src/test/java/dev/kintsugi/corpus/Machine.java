package dev.kintsugi.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine allows. */
final class Machine {

    static final boolean LINUX = System.getProperty("os.name").equals("Linux");
    static final boolean ROOT = LINUX && runs("test", "-w", "/proc/sys/kernel/hostname");

    private Machine() {}

    /** Whether a command succeeds. */
    static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such command
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file system of its own on a folder, as long as it is open. */
    static AutoCloseable mounted(Path folder, String options) throws IOException {
        Files.createDirectories(folder);
        var done = LINUX && runs("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString());
        return () -> {
            if (done && !runs("umount", folder.toString())) {
                throw new IllegalStateException(folder + " is still in use");
            }
        };
    }

    static boolean isMounted(Path folder) throws IOException {
        return Files.getFileStore(folder).type().equals("tmpfs");
    }
}
