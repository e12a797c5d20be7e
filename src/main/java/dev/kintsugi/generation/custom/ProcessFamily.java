package dev.kintsugi.generation.custom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process and all that it has started. A child whose parent has ended has no parent to be found by, so each carries a
 * mark that it inherits in its environment (on Linux; elsewhere only children of living parents are found).
 *
 * @param mark that no other family has
 */
record ProcessFamily(String mark) {

    private static final String VARIABLE = "KINTSUGI_COMMAND";
    private static final Path PROCESSES = Path.of("/proc");

    /** How often is looked again: what was started while looking is found the next time. */
    private static final int ROUNDS = 10;

    void mark(ProcessBuilder builder) {
        builder.environment().put(VARIABLE, mark);
    }

    /** Ends all of them with SIGKILL. */
    void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        for (int round = 0; round < ROUNDS; round++) {
            var left = marked();
            if (left.isEmpty()) {
                return;
            }
            left.forEach(ProcessHandle::destroyForcibly);
        }
    }

    List<ProcessHandle> marked() {
        var found = new ArrayList<ProcessHandle>();
        if (!Files.isDirectory(PROCESSES)) {
            return found;
        }
        try (var all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (var one : all) {
                if (isMarked(one)) {
                    ProcessHandle.of(Long.parseLong(one.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return found; // the system does not tell
        }
        return found;
    }

    private boolean isMarked(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1)
                    .contains(VARIABLE + "=" + mark);
        } catch (IOException e) {
            return false; // it has ended, or belongs to another user
        }
    }
}
