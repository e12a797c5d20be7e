package dev.kintsugi.generation.custom;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A program that runs, with all that it has started, until it is ended. */
final class RunningCommand {

    private final Process process;
    private final ProcessFamily family;
    private final CommandOutput output;
    private final AtomicReference<Commands.@Nullable Ended> how = new AtomicReference<>();
    private final List<Future<?>> timers = new ArrayList<>();
    private boolean over;

    private RunningCommand(Process process, ProcessFamily family, CommandOutput output) {
        this.process = process;
        this.family = family;
        this.output = output;
    }

    static RunningCommand start(List<String> command, byte[] input) throws IOException {
        var family = new ProcessFamily(UUID.randomUUID().toString());
        var output = CommandOutput.create();
        try {
            var builder = new ProcessBuilder(command);
            output.redirect(builder);
            family.mark(builder);
            var process = builder.start();
            write(process, input);
            return new RunningCommand(process, family, output);
        } catch (IOException | RuntimeException | Error e) {
            output.close();
            throw e;
        } finally {
            output.unlink();
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

    CommandOutput output() {
        return output;
    }

    private synchronized void stopTimers() {
        over = true;
        timers.forEach(timer -> timer.cancel(false));
    }

    /** Ends it with all that it has started. */
    void end() {
        stopTimers();
        family.end(process);
        output.close();
    }
}
