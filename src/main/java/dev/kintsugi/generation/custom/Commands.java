package dev.kintsugi.generation.custom;

import dev.kintsugi.pipeline.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs of an operator. None of them is trusted to end: no thread waits for one, each has a limit of time and of output,
 * and when it is over, in whatever way, all processes that it has started are ended too.
 */
@ApplicationScoped
class Commands {

    private static final long POLL_EVERY_MS = 20;

    private final ScheduledExecutorService scheduler;
    private final Executor blocking;
    private final Set<RunningCommand> running = ConcurrentHashMap.newKeySet();

    Commands(ScheduledExecutorService scheduler, @Blocking Executor blocking) {
        this.scheduler = scheduler;
        this.blocking = blocking;
    }

    /** How a program has ended. */
    sealed interface Ended {

        /** By itself, with what it wrote. */
        record Exited(int status, byte[] output) implements Ended {}

        /** It was stopped when its time was over. */
        record Late() implements Ended {}

        /** It was stopped because it wrote too much. */
        record TooLong() implements Ended {}
    }

    /**
     * Starts a program and reports how it ended, at the latest when its time is over. It is stopped if its caller
     * cancels.
     *
     * @param input its standard input, short enough for a pipe
     * @param longest how many bytes it may write
     */
    Uni<Ended> run(List<String> command, byte[] input, int longest, Duration timeout) {
        return Uni.createFrom()
                .<Ended>emitter(emitter -> start(command, input, longest, timeout, emitter))
                .runSubscriptionOn(blocking);
    }

    private void start(
            List<String> command, byte[] input, int longest, Duration timeout, UniEmitter<? super Ended> emitter) {
        RunningCommand started;
        try {
            started = RunningCommand.start(command, input);
        } catch (IOException e) {
            emitter.fail(e);
            return;
        }
        running.add(started);
        emitter.onTermination(() -> end(started)); // also if the caller has cancelled
        started.until(scheduler.scheduleWithFixedDelay(
                () -> poll(started, longest, emitter), POLL_EVERY_MS, POLL_EVERY_MS, TimeUnit.MILLISECONDS));
        started.until(scheduler.schedule(
                () -> end(started, new Ended.Late(), emitter), timeout.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The virtual machine would tell by itself when a process has ended, but on a thread that is not the service's. */
    private void poll(RunningCommand command, int longest, UniEmitter<? super Ended> emitter) {
        var status = command.status();
        if (command.output().written() > longest) {
            end(command, new Ended.TooLong(), emitter);
        } else if (status.isPresent()) {
            end(command, new Ended.Exited(status.getAsInt(), command.output().read(longest)), emitter);
        }
    }

    /** The first report counts: a program that is stopped has also exited. */
    private void end(RunningCommand command, Ended how, UniEmitter<? super Ended> emitter) {
        if (command.isFirst(how)) {
            end(command);
            emitter.complete(how);
        }
    }

    private void end(RunningCommand command) {
        command.end();
        running.remove(command);
    }

    /** The service ends: no program is left behind. */
    @PreDestroy
    void end() {
        running.forEach(this::end);
    }
}
