package dev.kintsugi.generation.custom;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs. It writes into a file and not into a pipe: a pipe is at its end only when all of its heirs have closed
 * it, and a program that left one behind would be waited for without end. The file has no name any more once the program runs, so
 * nothing of it stays behind.
 */
final class RunningCommand {

    private final Process process;
    private final ProcessFamily family;
    private final FileChannel output;
    private final AtomicReference<Commands.@Nullable Ended> how = new AtomicReference<>();
    private final List<Future<?>> timers = new ArrayList<>();
    private boolean over;

    private RunningCommand(Process process, ProcessFamily family, FileChannel output) {
        this.process = process;
        this.family = family;
        this.output = output;
    }

    static RunningCommand start(List<String> command, byte[] input) throws IOException {
        var family = new ProcessFamily(UUID.randomUUID().toString());
        var file = Files.createTempFile("kintsugi-command-", "");
        var output = FileChannel.open(file, StandardOpenOption.READ);
        try {
            var builder = new ProcessBuilder(command)
                    .redirectOutput(file.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            family.mark(builder);
            var process = builder.start();
            write(process, input);
            return new RunningCommand(process, family, output);
        } catch (IOException e) {
            output.close();
            throw e;
        } finally {
            delete(file);
        }
    }

    /** A pipe takes 64 KiB at once, which is more than is written here: this never waits. */
    private static void write(Process process, byte[] input) {
        try (var in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            Log.debugf("a command did not read what it was asked: %s", e.getMessage());
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            Log.debugf("%s could not be removed yet: %s", file, e.getMessage());
        }
    }

    /** Whether nothing else was said before of how it has ended. */
    boolean isFirst(Commands.Ended ended) {
        return how.compareAndSet(null, ended);
    }

    /** A timer that is needed until it is over. */
    synchronized void until(Future<?> timer) {
        timers.add(timer);
        if (over) {
            timer.cancel(false);
        }
    }

    /** Its exit code, once it has ended. */
    OptionalInt status() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** How many bytes it has written so far. */
    long written() {
        try {
            return output.isOpen() ? output.size() : 0;
        } catch (IOException e) {
            return 0; // it was ended meanwhile
        }
    }

    private synchronized void stopTimers() {
        over = true;
        timers.forEach(timer -> timer.cancel(false));
    }

    /** What it has written so far, from the beginning. */
    byte[] output(int longest) {
        var read = ByteBuffer.allocate(longest);
        try {
            while (read.hasRemaining() && output.read(read, read.position()) >= 0) {
                continue;
            }
        } catch (IOException e) {
            Log.debugf("what a command wrote could not be read: %s", e.getMessage());
        }
        return Arrays.copyOf(read.array(), read.position());
    }

    /** Ends it with all that it has started. */
    void end() {
        stopTimers();
        family.end(process);
        try {
            output.close();
        } catch (IOException e) {
            Log.debugf("what a command wrote could not be closed: %s", e.getMessage());
        }
    }
}
