package dev.kintsugi.generation.custom;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What a program writes. It goes into a file and not into a pipe: a pipe is at its end only when all of its heirs have closed
 * it, and a program that left one behind would be waited for without end. The file has no name any more once the program runs, so
 * nothing of it stays behind.
 */
final class CommandOutput {

    private final Path file;
    private final FileChannel channel;

    private CommandOutput(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static CommandOutput create() throws IOException {
        var file = Files.createTempFile("kintsugi-command-", "");
        try {
            return new CommandOutput(file, FileChannel.open(file, StandardOpenOption.READ));
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** The program writes into it, and nothing else of what it says is kept. */
    void redirect(ProcessBuilder program) {
        program.redirectOutput(file.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    /** Takes the name of the file away: those that have it open go on with it. */
    void unlink() {
        try {
            Files.delete(file);
        } catch (IOException e) {
            Log.debugf("%s could not be removed yet: %s", file, e.getMessage());
        }
    }

    /** How many bytes were written so far. */
    long written() {
        try {
            return channel.isOpen() ? channel.size() : 0;
        } catch (IOException e) {
            return 0; // it was closed meanwhile
        }
    }

    /** What was written so far, from the beginning. */
    byte[] read(int longest) {
        var read = ByteBuffer.allocate(longest);
        try {
            while (read.hasRemaining() && channel.read(read, read.position()) >= 0) {
                continue;
            }
        } catch (IOException e) {
            Log.debugf("what a command wrote could not be read: %s", e.getMessage());
        }
        return Arrays.copyOf(read.array(), read.position());
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            Log.debugf("what a command wrote could not be closed: %s", e.getMessage());
        }
    }
}
